package dev.martlet.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the large bodies of all requests may take together: without it a few strangers
 * with large bodies could exhaust the heap. Safe for all threads.
 */
final class BodyBudget {
  /** Bodies up to this length are not counted: the number of connections bounds them. */
  static final int SMALL = 1 << 20;

  private final AtomicLong left;

  BodyBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** A quarter of the largest heap: a body is decoded into about as much again. */
  static BodyBudget ofHeap() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / 4);
  }

  /**
   * Sets {@code bytes} aside; give them back by {@link #release}.
   *
   * @throws TooManyBodiesException if they are not there; then nothing is set aside
   */
  void reserve(long bytes) throws TooManyBodiesException {
    if (left.addAndGet(-bytes) < 0) {
      left.addAndGet(bytes);
      throw new TooManyBodiesException();
    }
  }

  /** Gives back what was set aside. */
  void release(long bytes) {
    left.addAndGet(bytes);
  }
}
