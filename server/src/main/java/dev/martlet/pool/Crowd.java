package dev.martlet.pool;

import java.time.Duration;

/**
 * Finds out whether the short invocations of one version get done as soon if fewer run at once.
 * Where processors are the bound, more environments at work than they can serve get nothing more
 * done and throw each other out of the caches; where invocations wait for something else, each one
 * held back is lost. Nobody can tell one from the other by looking, so it tries: when invocations
 * end at a high and steady rate, and more than enough were at work most of the time, only {@code
 * enough} may be, for a moment. If as many end then, that stays for a while, after which it is
 * tried anew; if not, or if they fall off, all are let in again, and the next trial is after a rest
 * that doubles with each failure.
 *
 * <p>Policy without threads or timers. Guarded by the pool's lock.
 */
final class Crowd {
  static final Duration WINDOW = Duration.ofMillis(250);
  static final Duration SETTLE = Duration.ofMillis(50);
  static final Duration FIRST_REST = Duration.ofSeconds(1);
  static final Duration LONGEST_REST = Duration.ofMinutes(5);
  static final Duration FIRST_STAY = Duration.ofSeconds(15);
  static final Duration LONGEST_STAY = Duration.ofMinutes(2);

  // What environments cost each other is some microseconds for each invocation: of one that takes
  // longer than this, with enough at work, it is nothing worth a trial.
  private static final Duration SHORT = Duration.ofMillis(2);
  // One window differs from the next by a few hundredths though nothing has changed.
  private static final double AS_MANY = 0.95;
  private static final double STEADY = 0.1;
  private static final double FEWER = 0.7;
  private static final double FAR_FEWER = 0.5;

  private final int enough;
  // The least rate at which holding back is worth it, in invocations a nanosecond.
  private final double worthIt;
  private State state = State.OPEN;
  private int busy;

  private long windowBegan;
  private long windowEnds;
  private long windowCrowded;

  // Invocations that ended in a nanosecond, in the window that the next is compared with.
  private double usual;
  private long changedAt;
  private Duration rest = FIRST_REST;
  private Duration stay = FIRST_STAY;

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
    this.worthIt = (double) enough / SHORT.toNanos();
    this.windowBegan = now;
    this.changedAt = now;
  }

  /** Whether no more than enough may be at work. */
  boolean holdsBack() {
    return state != State.OPEN;
  }

  /** How many more may be at work. */
  int room() {
    return holdsBack() ? Math.max(0, enough - busy) : Integer.MAX_VALUE;
  }

  /** An environment begins to work, or to start. */
  void began() {
    busy++;
  }

  /** One that was to start did not. */
  void failed() {
    busy--;
  }

  /**
   * One has ended an invocation.
   *
   * @param heldBack whether anybody waits for {@link #room}
   */
  void ended(long now, boolean heldBack) {
    if (holdsBack() ? heldBack : busy > enough) {
      windowCrowded++;
    }
    busy--;
    windowEnds++;
    long elapsed = now - windowBegan;
    if (elapsed >= (state == State.SETTLING ? SETTLE : WINDOW).toNanos()) {
      become(after(now, elapsed), now);
    }
  }

  private void become(State next, long now) {
    if (next != state) {
      changedAt = now;
    }
    state = next;
    windowBegan = now;
    windowEnds = 0;
    windowCrowded = 0;
  }

  private State after(long now, long elapsed) {
    // Otherwise the load changed meanwhile, and the window tells nothing.
    boolean pause = elapsed >= 2 * WINDOW.toNanos();
    boolean whole = 2 * windowCrowded >= windowEnds && !pause;
    double rate = (double) windowEnds / elapsed;
    Duration since = Duration.ofNanos(now - changedAt);
    return switch (state) {
      case OPEN -> {
        boolean steady = Math.abs(rate - usual) <= STEADY * usual;
        usual = rate;
        boolean rested = since.compareTo(rest) >= 0;
        yield whole && steady && rested && rate >= worthIt ? State.SETTLING : State.OPEN;
      }
      case SETTLING -> State.TRYING;
      case TRYING -> {
        if (!whole) {
          yield lapse();
        }
        boolean asMany = rate >= usual * AS_MANY;
        usual = rate;
        yield asMany ? State.HELD : letIn();
      }
      case HELD -> {
        if (whole && rate < FEWER * Math.max(usual, worthIt)) {
          yield letIn();
        }
        // Not for ever: by then environments that nobody needs have ended, and would start again.
        if (whole && stay.compareTo(LONGEST_STAY) <= 0 && since.compareTo(stay) >= 0) {
          rest = Duration.ZERO;
          stay = stay.multipliedBy(2);
          yield State.OPEN;
        }
        if (!pause && rate < FEWER * worthIt) {
          yield lapse();
        }
        yield State.HELD;
      }
    };
  }

  private State letIn() {
    stay = FIRST_STAY;
    rest = rest.isZero() ? FIRST_REST : rest.multipliedBy(2);
    rest = rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    return State.OPEN;
  }

  /**
   * Whether what ended in a time too short for a window, such as that of a burst, is so little that
   * nobody need be held back.
   */
  boolean isSlack(long ends, Duration time) {
    return ends < FAR_FEWER * worthIt * time.toNanos();
  }

  /**
   * Nobody is held back any more.
   *
   * @param ends what little ended in a time that was slack
   */
  void slackened(long now, long ends) {
    if (holdsBack()) {
      boolean failed = state != State.HELD || ends < enough;
      become(failed ? letIn() : lapse(), now);
    }
  }

  private State lapse() {
    rest = rest.isZero() ? FIRST_REST : rest;
    return State.OPEN;
  }
}
