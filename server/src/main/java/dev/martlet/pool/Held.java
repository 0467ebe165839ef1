package dev.martlet.pool;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An invocation that waits because its version's {@link Crowd} has no room; made by its own thread.
 * Lighter than a condition of the pool's lock, because who is woken need not queue for the lock:
 * there are some ten thousand of these a second.
 */
final class Held {
  private final Thread thread = Thread.currentThread();
  private final long since;
  private boolean interrupted;

  Held(long now) {
    since = now;
  }

  /** Since when, in the clock's nanoseconds. */
  long since() {
    return since;
  }

  /** Waits until somebody wakes it, or for no reason at all. */
  void sleep() {
    LockSupport.park(this);
    interrupted |= Thread.interrupted();
  }

  /** For any thread; has the next sleep end at once if nobody sleeps. */
  static void wake(@Nullable Held somebody) {
    if (somebody != null) {
      LockSupport.unpark(somebody.thread);
    }
  }

  /** It sleeps no more. */
  void leave() {
    if (interrupted) {
      thread.interrupt();
    }
  }
}
