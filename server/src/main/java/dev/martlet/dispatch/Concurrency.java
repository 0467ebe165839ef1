package dev.martlet.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

/** How many invocations run at once; refuses at once instead of queueing. Safe for all threads. */
final class Concurrency {
  private final int limit;
  private final AtomicInteger running = new AtomicInteger();

  Concurrency(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("At least one invocation must be able to run: " + limit);
    }
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  /** True if there was room: then {@link #leave} must follow. */
  boolean tryEnter() {
    if (running.incrementAndGet() <= limit) {
      return true;
    }
    running.decrementAndGet();
    return false;
  }

  void leave() {
    running.decrementAndGet();
  }
}
