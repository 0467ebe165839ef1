package dev.martlet.http;

import dev.martlet.model.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the large bodies of all requests may take together: without it a few strangers
 * with large bodies could exhaust the heap. When none has come for a while the heap is made small
 * again, which its collector does not do by itself. Safe for all threads.
 */
final class BodyBudget {
  /** Bodies up to this length are not counted: the number of connections bounds them. */
  static final int SMALL = 1 << 20;

  static final Duration QUIET = Duration.ofSeconds(10);

  private final long all;
  private final AtomicLong left;
  private final AtomicBoolean tidying = new AtomicBoolean();
  private final Clock clock;
  private final Runnable shrink;

  /**
   * @param shrink called some time after the last large body is gone, by the clock's thread
   */
  BodyBudget(long bytes, Clock clock, Runnable shrink) {
    this.all = bytes;
    this.left = new AtomicLong(bytes);
    this.clock = clock;
    this.shrink = shrink;
  }

  /** A quarter of the largest heap: a body is decoded into about as much again. */
  static BodyBudget ofHeap(Clock clock) {
    // On a thread of its own: collecting the whole heap takes longer than the clock's may.
    Runnable collect = () -> Thread.ofVirtual().name("martlet-heap").start(System::gc);
    return new BodyBudget(Runtime.getRuntime().maxMemory() / 4, clock, collect);
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

  /** Gives back what was set aside; nothing for who had set nothing aside. */
  void release(long bytes) {
    if (bytes > 0 && left.addAndGet(bytes) == all && tidying.compareAndSet(false, true)) {
      clock.schedule(QUIET, this::tidy);
    }
  }

  private void tidy() {
    tidying.set(false);
    if (left.get() == all) {
      shrink.run();
    }
  }
}
