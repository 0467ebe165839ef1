package dev.martlet.sandbox;

import java.time.Duration;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A user id for each sandbox: taken before anything else, given back after everything else, so the
 * ids in use also tell whether anything is left. Safe for all threads.
 */
final class UserIds {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition allFree = lock.newCondition();
  private final AtomicInteger kept = new AtomicInteger();
  private final BitSet taken;
  private final int first;
  private final int count;
  private int next;

  UserIds(int first, int count) {
    this.first = first;
    this.count = count;
    this.taken = new BitSet(count);
  }

  /** The id that was free the longest, roughly; empty if all are taken. */
  OptionalInt take() {
    lock.lock();
    try {
      int index = taken.nextClearBit(next);
      if (index >= count) {
        index = taken.nextClearBit(0);
      }
      if (index >= count) {
        return OptionalInt.empty();
      }
      taken.set(index);
      next = (index + 1) % count;
      return OptionalInt.of(first + index);
    } finally {
      lock.unlock();
    }
  }

  void giveBack(int id) {
    lock.lock();
    try {
      taken.clear(id - first);
      if (taken.isEmpty()) {
        allFree.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The id will not be given back, because what has it does not die. */
  void keep() {
    kept.incrementAndGet();
  }

  /** How many will not be given back. */
  int kept() {
    return kept.get();
  }

  /** False if some are still taken after {@code most}. */
  boolean awaitAllFree(Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (!taken.isEmpty() && left > 0) {
        left = allFree.awaitNanos(left);
      }
      return taken.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
