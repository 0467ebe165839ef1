package dev.martlet.pool;

import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** An invocation in line. Guarded by the pool's lock, to which its condition belongs. */
final class Waiter {
  private final Shelf shelf;
  private final Condition settled;
  private @Nullable Grant grant;

  Waiter(Shelf shelf, Condition settled) {
    this.shelf = shelf;
    this.settled = settled;
  }

  Shelf shelf() {
    return shelf;
  }

  void settle(Grant decided) {
    grant = decided;
    settled.signal();
  }

  /** Waits, with the lock released, until somebody settles it; the pool's timer bounds the wait. */
  Grant await() {
    while (grant == null) {
      settled.awaitUninterruptibly();
    }
    return grant;
  }
}
