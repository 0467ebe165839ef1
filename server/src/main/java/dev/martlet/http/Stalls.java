package dev.martlet.http;

import dev.martlet.model.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends requests that stand still while they are read: interrupts the thread that waits for their
 * next byte, which closes the connection. The web server bounds only the time between requests.
 *
 * <p>One timer looks at all of them now and then, because a timer for each request would cost more
 * than the request; so a stall is noticed after between one and two times the limit.
 */
final class Stalls implements AutoCloseable {
  private final Clock clock;
  private final Duration limit;
  private final Map<Thread, Long> reading = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile Clock.Timer timer;

  Stalls(Clock clock, Duration limit) {
    this.clock = clock;
    this.limit = limit;
    timer = clock.schedule(limit, this::look);
  }

  /** The calling thread has begun to read, or has read something. */
  void progress() {
    reading.put(Thread.currentThread(), clock.nanoTime());
  }

  /** The calling thread reads no more, and an interrupt for having stalled is over. */
  void done() {
    if (reading.remove(Thread.currentThread()) == null) {
      // The interrupt came after the last byte: it must not hit what the thread does next.
      var _ = Thread.interrupted();
    }
  }

  private void look() {
    long now = clock.nanoTime();
    reading.keySet().forEach(thread -> interruptIfStalled(thread, now));
    if (!closed) {
      timer = clock.schedule(limit, this::look);
    }
  }

  // Within the map's lock on the entry, so that who finds its entry in done() is never interrupted.
  private void interruptIfStalled(Thread reader, long now) {
    reading.computeIfPresent(
        reader,
        (thread, since) -> {
          if (now - since <= limit.toNanos()) {
            return since;
          }
          thread.interrupt();
          return null;
        });
  }

  @Override
  public void close() {
    closed = true;
    timer.cancel();
  }
}
