package dev.martlet.runtime;

import dev.martlet.model.Clock;

/**
 * How often a guest may connect to us, or ask for what it cannot have, without getting on: what it
 * does there costs our processor time and not its own. A full measure of {@value #FULL} is given
 * with each event and each answer, and {@value #PER_SECOND} come back each second. Safe for all
 * threads.
 */
final class Patience {
  static final int FULL = 256;
  static final int PER_SECOND = 32;

  private static final long NANOS_EACH = 1_000_000_000L / PER_SECOND;

  private final Clock clock;
  private final Runnable whenLost;
  private int left = FULL;
  private long counted;

  /**
   * A full measure.
   *
   * @param whenLost is run, perhaps again and again, by whoever asks for more than there is
   */
  Patience(Clock clock, Runnable whenLost) {
    this.clock = clock;
    this.whenLost = whenLost;
    this.counted = clock.nanoTime();
  }

  /** The guest got on. */
  synchronized void renew() {
    left = FULL;
    counted = clock.nanoTime();
  }

  /** False if there was none left. */
  boolean spend() {
    return spend(1);
  }

  /** The same for what costs more; false if there was less left, which is lost. */
  boolean spend(int price) {
    boolean spent = take(price);
    if (!spent) {
      whenLost.run();
    }
    return spent;
  }

  private synchronized boolean take(int price) {
    long back = (clock.nanoTime() - counted) / NANOS_EACH;
    counted += back * NANOS_EACH;
    left = (int) Math.min(FULL, left + back);
    boolean enough = left >= price;
    left = Math.max(0, left - price);
    return enough;
  }
}
