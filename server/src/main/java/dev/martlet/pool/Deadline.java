package dev.martlet.pool;

import dev.martlet.model.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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

  /** A scheduled timer, by identity too. */
  private static final class Armed {
    private final long due;
    private Clock.@Nullable Timer timer;
    private boolean cancelled;

    Armed(long due) {
      this.due = due;
    }

    synchronized void scheduled(Clock.Timer made) {
      timer = made;
      if (cancelled) {
        made.cancel();
      }
    }

    synchronized void cancel() {
      cancelled = true;
      if (timer != null) {
        timer.cancel();
      }
    }
  }

  private static final Armed UNARMED = new Armed(0);
  private static final Work NONE = new Work(0);
  private static final Work EXPIRED = new Work(0);

  private final Clock clock;
  private final Runnable whenExpired;
  private final AtomicReference<Work> current = new AtomicReference<>(NONE);
  private final AtomicReference<Armed> armed = new AtomicReference<>(UNARMED);

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
    long due = clock.nanoTime() + limit.toNanos();
    current.set(new Work(due));
    arm(due);
  }

  /** False if the time was over: then {@code whenExpired} has run or is running. */
  boolean finish() {
    return current.getAndSet(NONE) != EXPIRED;
  }

  /** Nothing expires any more, and no timer keeps this reachable. */
  void close() {
    current.set(NONE);
    Armed last = armed.getAndSet(UNARMED);
    if (last != UNARMED) {
      last.cancel();
    }
  }

  // A timer that fires early enough is there already, but for the first call and for shorter work.
  private void arm(long due) {
    Armed before = armed.get();
    if (before.due - due > 0 || before == UNARMED) {
      Armed now = new Armed(due);
      if (armed.compareAndSet(before, now)) {
        if (before != UNARMED) {
          before.cancel();
        }
        Duration left = Duration.ofNanos(due - clock.nanoTime());
        now.scheduled(clock.schedule(left, () -> fire(now)));
      } else {
        arm(due);
      }
    }
  }

  private void fire(Armed timer) {
    // Disarmed before looking: work that begins from here on arms a timer of its own.
    armed.compareAndSet(timer, UNARMED);
    Work work = current.get();
    if (work == NONE || work == EXPIRED) {
      return;
    }
    if (work.due - clock.nanoTime() > 0) {
      arm(work.due);
    } else if (current.compareAndSet(work, EXPIRED)) {
      whenExpired.run();
    }
  }
}
