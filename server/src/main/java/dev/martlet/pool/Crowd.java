package dev.martlet.pool;

import java.time.Duration;

/**
 * Finds out whether the short invocations of one version get done as soon if fewer run at once.
 * Where processors are the bound, more environments at work than they can serve get nothing more
 * done and throw each other out of the caches; where invocations wait for something else, each one
 * held back is lost. Nobody can tell one from the other by looking, so it tries: when invocations
 * have ended at a high rate for a while, and more than enough were at work all the time, only
 * {@code enough} may be, for a moment. If as many end then, that stays; if not, or if they fall off
 * later, all are let in again, and the next trial is after a rest that doubles each time.
 *
 * <p>Policy without threads or timers. Guarded by the pool's lock.
 */
final class Crowd {
  /** Who has been held back for so long shows that it was wrong. */
  static final Duration PATIENCE = Duration.ofMillis(25);

  static final Duration WINDOW = Duration.ofMillis(250);
  static final Duration SETTLE = Duration.ofMillis(50);
  static final Duration FIRST_REST = Duration.ofSeconds(1);
  static final Duration LONGEST_REST = Duration.ofMinutes(5);

  // What environments cost each other is some microseconds for each invocation: of one that takes
  // longer than this, with enough at work, it is nothing worth a trial.
  private static final Duration SHORT = Duration.ofMillis(2);
  // One window differs from the next by a few hundredths though nothing has changed.
  private static final double AS_MANY = 0.95;
  private static final double FEWER = 0.7;

  private final int enough;
  private State state = State.OPEN;
  private int busy;

  private long windowBegan;
  private long ended;
  private long crowded;

  private double usual;
  private long restedAt;
  private Duration rest = FIRST_REST;

  private enum State {
    OPEN,
    /** Held back, but those who came before are still there. */
    SETTLING,
    TRYING,
    HELD
  }

  /**
   * Everybody is let in at first.
   *
   * @param enough how many environments keep the processors busy
   */
  Crowd(int enough, long now) {
    this.enough = enough;
    this.windowBegan = now;
    this.restedAt = now;
  }

  /** Whether no more than enough may be at work. */
  boolean holdsBack() {
    return state != State.OPEN;
  }

  /** Whether one more at work would be one too many. */
  boolean full() {
    return holdsBack() && busy >= enough;
  }

  /** An environment begins to work. */
  void began() {
    busy++;
  }

  /**
   * One has ended an invocation.
   *
   * @param heldBack whether anybody waits because of {@link #full}
   */
  void ended(long now, boolean heldBack) {
    if (state == State.OPEN ? busy > enough : heldBack) {
      crowded++;
    }
    busy--;
    ended++;
    long elapsed = now - windowBegan;
    if (elapsed >= (state == State.SETTLING ? SETTLE : WINDOW).toNanos()) {
      state = next(now, elapsed);
      windowBegan = now;
      ended = 0;
      crowded = 0;
    }
  }

  private State next(long now, long elapsed) {
    // Otherwise the load changed meanwhile, and the window tells nothing.
    boolean steady = 2 * crowded >= ended && elapsed < 2 * WINDOW.toNanos();
    double rate = (double) ended / elapsed;
    return switch (state) {
      case OPEN -> {
        boolean worthIt = steady && now - restedAt >= 0 && rate * SHORT.toNanos() >= enough;
        usual = rate;
        yield worthIt ? State.SETTLING : State.OPEN;
      }
      case SETTLING -> State.TRYING;
      case TRYING -> {
        if (!steady) {
          restedAt = now + FIRST_REST.toNanos();
          yield State.OPEN;
        }
        if (rate < usual * AS_MANY) {
          yield letIn(now);
        }
        usual = rate;
        rest = FIRST_REST;
        yield State.HELD;
      }
      case HELD -> steady && rate < usual * FEWER ? letIn(now) : State.HELD;
    };
  }

  private State letIn(long now) {
    restedAt = now + rest.toNanos();
    rest = rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
    return State.OPEN;
  }

  /** Somebody was held back for {@link #PATIENCE}: nobody is any more. */
  void lost(long now) {
    if (holdsBack()) {
      state = letIn(now);
      windowBegan = now;
      ended = 0;
      crowded = 0;
    }
  }
}
