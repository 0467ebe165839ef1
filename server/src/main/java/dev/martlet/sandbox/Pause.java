package dev.martlet.sandbox;

import dev.martlet.model.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Waiting for the kernel where it has nothing to wake us up with. */
final class Pause {
  private Pause() {}

  /** Blocks until the clock has moved on by {@code time}; false if interrupted, which is kept. */
  static boolean of(Duration time, Clock clock) {
    CountDownLatch over = new CountDownLatch(1);
    Clock.Timer timer = clock.schedule(time, over::countDown);
    try {
      over.await();
      return true;
    } catch (InterruptedException interrupt) {
      timer.cancel();
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
