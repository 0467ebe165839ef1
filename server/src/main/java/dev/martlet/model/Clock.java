package dev.martlet.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The one source of time: what o'clock it is, how much time has passed, and what is to happen
 * later. It is made in {@code app} and passed down, so that tests move time and nothing sleeps.
 *
 * <p>Safe for all threads.
 */
public interface Clock {
  /** Wall-clock time; may jump. */
  Instant now();

  /** Monotonic nanoseconds from an arbitrary origin: the only thing durations are measured with. */
  long nanoTime();

  /**
   * Runs {@code task} once, not before {@code delay} has passed, on the clock's own thread. The
   * task must be short and must not block; what it throws is logged and stops nothing else.
   */
  Timer schedule(Duration delay, Runnable task);

  /** Something scheduled. */
  interface Timer {
    /** True if the task will not run; false if it has started, has run or was cancelled before. */
    boolean cancel();
  }
}
