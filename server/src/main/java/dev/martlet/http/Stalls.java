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
  private final Map<Thread, Reading> readings = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile Clock.Timer timer;

  /**
   * What a thread is waiting for.
   *
   * @param since in the clock's nanoseconds, when it began or last got something
   * @param interrupted whether it was interrupted for having stalled
   */
  private record Reading(long since, boolean interrupted) {}

  Stalls(Clock clock, Duration limit) {
    this.clock = clock;
    this.limit = limit;
    timer = clock.schedule(limit, this::look);
  }

  /** The calling thread has begun to read; it may say so again while it reads. */
  void begin() {
    readings.computeIfAbsent(Thread.currentThread(), _ -> new Reading(clock.nanoTime(), false));
  }

  /** The calling thread has begun to read, or has read something. */
  void progress() {
    readings.compute(
        Thread.currentThread(),
        (_, reading) -> new Reading(clock.nanoTime(), reading != null && reading.interrupted()));
  }

  /** The calling thread, if it reads, has read something. Costs a look where it does not. */
  void goOn() {
    readings.computeIfPresent(
        Thread.currentThread(),
        (_, reading) -> new Reading(clock.nanoTime(), reading.interrupted()));
  }

  /** The calling thread reads no more, and an interrupt for having stalled is over. */
  void done() {
    Reading reading = readings.remove(Thread.currentThread());
    if (reading != null && reading.interrupted()) {
      // It came after the last byte: it must not hit what the thread does next.
      var _ = Thread.interrupted();
    }
  }

  private void look() {
    long now = clock.nanoTime();
    readings.keySet().forEach(thread -> look(thread, now));
    if (!closed) {
      timer = clock.schedule(limit, this::look);
    }
  }

  // Within the map's lock on the entry, so that done() knows of every interrupt.
  private void look(Thread reader, long now) {
    readings.computeIfPresent(
        reader,
        (thread, reading) -> {
          if (!thread.isAlive()) {
            // Its connection ended while it read.
            return null;
          }
          if (reading.interrupted() || now - reading.since() <= limit.toNanos()) {
            return reading;
          }
          thread.interrupt();
          return new Reading(reading.since(), true);
        });
  }

  /** How many threads it keeps an eye on. */
  int watched() {
    return readings.size();
  }

  @Override
  public void close() {
    closed = true;
    timer.cancel();
  }
}
