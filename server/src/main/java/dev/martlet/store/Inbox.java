package dev.martlet.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A bounded queue with one taker, who takes all there is; once closed it accepts nothing. */
final class Inbox<T> {
  private final int capacity;
  private final Deque<T> waiting = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean closed;

  Inbox(int capacity) {
    this.capacity = capacity;
  }

  /** Waits for room; false if the inbox is closed. */
  boolean put(T item) {
    lock.lock();
    try {
      while (waiting.size() == capacity && !closed) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      waiting.add(item);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for items and takes all of them; empty once the inbox is closed and drained. */
  List<T> takeAll() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<T> taken = new ArrayList<>(waiting);
      waiting.clear();
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

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
