package dev.martlet.cli.deploy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How a loop that asks again and again waits between two questions. */
public interface Pace {
  /** Returns after that time at the earliest. */
  void pause(Duration time);

  /** Waits for the real time. */
  static Pace real() {
    return time -> {
      long end = System.nanoTime() + time.toNanos();
      for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    };
  }
}
