package dev.martlet.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.BooleanSupplier;

/**
 * The thread {@code martlet-output}: waits until some environment prints, and has its output read.
 * It blocks on the selector, and on the lock of the output it reads, for as long as one reading
 * takes.
 */
public final class OutputSelector implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(OutputSelector.class.getName());

  private final Selector selector;
  private final Thread thread;

  public OutputSelector() throws IOException {
    selector = Selector.open();
    thread = Thread.ofPlatform().name("martlet-output").daemon().unstarted(this::run);
    thread.start();
  }

  /**
   * Watches a guest's output until it ends.
   *
   * @param whenReady reads what is there; false ends the watch. It runs on the selector's thread
   */
  public void watch(GuestOutput output, BooleanSupplier whenReady) throws IOException {
    output.channel().register(selector, SelectionKey.OP_READ, whenReady);
    selector.wakeup();
  }

  private void run() {
    while (selector.isOpen()) {
      try {
        selector.select(OutputSelector::serve);
      } catch (ClosedSelectorException closed) {
        return;
      } catch (IOException | RuntimeException failure) {
        LOG.log(Level.ERROR, "Waiting for functions' output failed; going on", failure);
      }
    }
  }

  // Nothing depends on the scheduler here but how long others wait: under a flood this thread would
  // run on until the kernel's next tick, with whoever was woken meanwhile behind it.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void serve(SelectionKey key) {
    if (key.attachment() instanceof BooleanSupplier whenReady && !whenReady.getAsBoolean()) {
      key.cancel();
    }
    Thread.yield();
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "The selector of functions' output could not be closed", failure);
    }
  }
}
