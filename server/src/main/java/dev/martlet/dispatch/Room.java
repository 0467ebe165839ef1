package dev.martlet.dispatch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that asynchronous invocations have together. Whoever needs more than is free waits in
 * a line, in which smaller ones go past larger ones, but past each only {@value #MOST_OVERTAKINGS}
 * times. Safe for all threads.
 */
final class Room {
  static final int MOST_OVERTAKINGS = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Waiter> line = new ArrayDeque<>();
  private int free;
  private boolean closed;

  Room(int megabytes) {
    free = megabytes;
  }

  private static final class Waiter {
    private int overtaken;
  }

  /**
   * Blocks until that much is free and taken; {@link #leave} must follow. False if the room was
   * closed before, and then nothing is taken.
   *
   * @param megabytes no more than there are
   */
  boolean enter(int megabytes) {
    Waiter self = new Waiter();
    lock.lock();
    try {
      line.addLast(self);
      while (!closed && !fits(self, megabytes)) {
        changed.awaitUninterruptibly();
      }
      return !closed && take(self, megabytes);
    } finally {
      line.remove(self);
      // Somebody may have waited for this one alone.
      changed.signalAll();
      lock.unlock();
    }
  }

  private boolean fits(Waiter self, int megabytes) {
    for (Waiter waiter : line) {
      if (waiter == self) {
        return megabytes <= free;
      }
      if (waiter.overtaken >= MOST_OVERTAKINGS) {
        return false;
      }
    }
    throw new IllegalStateException("Whoever waits is in the line");
  }

  private boolean take(Waiter self, int megabytes) {
    free -= megabytes;
    for (Waiter waiter : line) {
      if (waiter == self) {
        break;
      }
      waiter.overtaken++;
    }
    return true;
  }

  void leave(int megabytes) {
    lock.lock();
    try {
      free += megabytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
