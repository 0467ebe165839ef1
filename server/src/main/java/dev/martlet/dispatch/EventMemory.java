package dev.martlet.dispatch;

import dev.martlet.model.FunctionArn;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that asynchronous invocations have together, of which one function may have half, or
 * one place if that is larger. Whoever needs more than is free waits in a line, in which smaller
 * ones go past larger ones, but past each only {@value #MOST_OVERTAKINGS} times; whose function has
 * its part already is passed by all others. Safe for all threads.
 */
final class EventMemory {
  static final int MOST_OVERTAKINGS = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Waiter> line = new ArrayDeque<>();
  private final Map<FunctionArn, Integer> taken = new HashMap<>();
  private final int all;
  private int free;
  private boolean closed;

  EventMemory(int megabytes) {
    all = megabytes;
    free = megabytes;
  }

  private static final class Waiter {
    private final FunctionArn function;
    private final int megabytes;
    private int overtaken;

    Waiter(FunctionArn function, int megabytes) {
      this.function = function;
      this.megabytes = megabytes;
    }
  }

  /** How many places of that size one function may have at once. */
  int places(int megabytes) {
    return megabytes == 0 ? Integer.MAX_VALUE : Math.max(1, all / 2 / megabytes);
  }

  /**
   * Blocks until that much is free and taken; {@link #leave} must follow. False if this was closed
   * before, and then nothing is taken.
   *
   * @param megabytes no more than there are
   */
  boolean enter(FunctionArn function, int megabytes) {
    Waiter self = new Waiter(function, megabytes);
    lock.lock();
    try {
      line.addLast(self);
      while (!closed && !fits(self)) {
        changed.awaitUninterruptibly();
      }
      return !closed && take(self);
    } finally {
      line.remove(self);
      // Somebody may have waited for this one alone.
      changed.signalAll();
      lock.unlock();
    }
  }

  private boolean fits(Waiter self) {
    for (Waiter waiter : line) {
      if (waiter == self) {
        return self.megabytes <= free && mayHave(self);
      }
      if (waiter.overtaken >= MOST_OVERTAKINGS && inTheWayOf(waiter, self)) {
        return false;
      }
    }
    throw new IllegalStateException("Whoever waits is in the line");
  }

  private boolean mayHave(Waiter waiter) {
    int own = taken.getOrDefault(waiter.function, 0);
    return own == 0 || own + waiter.megabytes <= all / 2;
  }

  // What others take is not what keeps a function that has its part from having more.
  private boolean inTheWayOf(Waiter waiter, Waiter self) {
    return mayHave(waiter) || waiter.function.equals(self.function);
  }

  private boolean take(Waiter self) {
    for (Waiter waiter : line) {
      if (waiter == self) {
        break;
      }
      if (inTheWayOf(waiter, self)) {
        waiter.overtaken++;
      }
    }
    change(self.function, self.megabytes);
    return true;
  }

  private void change(FunctionArn function, int by) {
    free -= by;
    // A function that has nothing has no entry: null removes it.
    taken.merge(function, by, (was, more) -> was + more == 0 ? null : Integer.valueOf(was + more));
  }

  void leave(FunctionArn function, int megabytes) {
    lock.lock();
    try {
      change(function, -megabytes);
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
