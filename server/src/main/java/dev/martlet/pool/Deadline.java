package dev.martlet.pool;

import dev.martlet.model.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The time limit of what an environment does at the moment. Calls that follow each other share one
 * armed timer, which re-arms itself only when it fires: starting and finishing cost no timer.
 *
 * <p>{@link #begin} and {@link #finish} belong to the environment's user; the rest is safe for all
 * threads.
 */
final class Deadline {
  /** What runs under the limit. Compared by identity: a late timer cannot take another's. */
  private static final class Work {
    private final long due;

    Work(long due) {
      this.due = due;
    }
  }

  private static final Work NONE = new Work(0);
  private static final Work EXPIRED = new Work(0);

  private final Clock clock;
  private final Runnable whenExpired;
  private final AtomicReference<Work> current = new AtomicReference<>(NONE);
  private final AtomicBoolean armed = new AtomicBoolean();

  /**
   * Makes one.
   *
   * @param whenExpired is run on the clock's thread and must not block
   */
  Deadline(Clock clock, Runnable whenExpired) {
    this.clock = clock;
    this.whenExpired = whenExpired;
  }

  void begin(Duration limit) {
    current.set(new Work(clock.nanoTime() + limit.toNanos()));
    arm(limit.toNanos());
  }

  /** False if the time was over: then {@code whenExpired} has run or is running. */
  boolean finish() {
    return current.getAndSet(NONE) != EXPIRED;
  }

  private void arm(long nanos) {
    if (armed.compareAndSet(false, true)) {
      clock.schedule(Duration.ofNanos(nanos), this::fire);
    }
  }

  private void fire() {
    // Disarmed before looking: work that begins from here on arms a timer of its own.
    armed.set(false);
    Work work = current.get();
    if (work == NONE || work == EXPIRED) {
      return;
    }
    long left = work.due - clock.nanoTime();
    if (left > 0) {
      arm(left);
    } else if (current.compareAndSet(work, EXPIRED)) {
      whenExpired.run();
    }
  }
}
