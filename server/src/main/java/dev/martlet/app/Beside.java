package dev.martlet.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * A part that opens beside the others, on a thread of its own, because it takes long and needs none
 * of them.
 */
final class Beside<T> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Beside.class.getName());

  /** Opens a part. */
  @FunctionalInterface
  interface Opening<T> {
    T open() throws Refused, IOException;
  }

  private final FutureTask<T> opening;
  private final Consumer<T> closing;

  /**
   * Begins to open the part.
   *
   * @param thread the name of the thread, which ends when the part is open
   */
  Beside(String thread, Opening<T> opening, Consumer<T> closing) {
    this.opening = new FutureTask<>(opening::open);
    this.closing = closing;
    Thread.ofPlatform().daemon().name(thread).start(this.opening);
  }

  /**
   * Waits until the part is open.
   *
   * @throws Refused as the opening did; likewise its other exceptions
   */
  T opened() throws Refused, IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return opening.get();
        } catch (InterruptedException interrupt) {
          // What is half open can be neither used nor closed.
          interrupted = true;
        }
      }
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case Refused refused -> throw refused;
        case IOException broken -> throw broken;
        case RuntimeException wrong -> throw wrong;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(failure);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits until the part is open, and closes it; one that did not open needs no closing. */
  @Override
  public void close() {
    T part;
    try {
      part = opened();
    } catch (Refused | IOException | RuntimeException failure) {
      LOG.log(Level.DEBUG, "What did not open is not closed", failure);
      return;
    }
    closing.accept(part);
  }
}
