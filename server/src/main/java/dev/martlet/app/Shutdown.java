package dev.martlet.app;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What has been opened, closed in the opposite order. A part that fails to close keeps none of the
 * others open.
 */
final class Shutdown implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Shutdown.class.getName());

  /** Closes one part. */
  @FunctionalInterface
  interface Step {
    void close() throws Exception;
  }

  /** A step that is done the first time only, wherever in the order that comes. */
  static Step once(Step step) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        step.close();
      }
    };
  }

  private record Part(String name, Step step) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  /** Has {@code step} done before all that was added earlier. */
  void add(String name, Step step) {
    parts.push(new Part(name, step));
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.step().close();
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
      } catch (Exception failure) {
        LOG.log(Level.ERROR, "Closing " + part.name() + " failed", failure);
      }
    }
  }
}
