package dev.martlet.dispatch;

import dev.martlet.model.Observer.EventDropped;
import dev.martlet.model.Outcome;
import java.time.Duration;

/**
 * What becomes of an event after an attempt: pure policy, with AWS's numbers. A function that fails
 * is tried twice more, a minute and then two minutes later; what was not run for other reasons is
 * tried again after 1, 2, 4 … seconds, at most five minutes; and after six hours it is over.
 */
final class Retry {
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  static final Duration LONGEST_LIFE = Duration.ofHours(6);

  private static final int MOST_ERRORS = 3;
  private static final Duration AFTER_FIRST_ERROR = Duration.ofMinutes(1);
  private static final Duration AFTER_SECOND_ERROR = Duration.ofMinutes(2);
  private static final int LONGEST_DOUBLING = 9;

  private Retry() {}

  /** What becomes of it. */
  sealed interface Verdict {}

  /** The function has run it. */
  record Over() implements Verdict {}

  /**
   * It is to be tried again.
   *
   * @param errors how many attempts so far ended with an error of the function
   */
  record Later(Duration pause, int errors) implements Verdict {}

  /** It will not be tried again. */
  record GivenUp(EventDropped.Reason reason) implements Verdict {}

  /**
   * After an attempt.
   *
   * @param attempt its number
   * @param errors how many attempts before it ended with an error of the function
   * @param age how long ago the event was queued
   */
  static Verdict after(Outcome outcome, int attempt, int errors, Duration age) {
    return switch (outcome) {
      case Outcome.Success success -> new Over();
      case Outcome.FunctionError error -> failed(errors + 1, age);
      case Outcome.TimedOut timedOut -> failed(errors + 1, age);
      case Outcome.OutOfMemory outOfMemory -> failed(errors + 1, age);
      case Outcome.Crashed crashed -> failed(errors + 1, age);
      case Outcome.Exited exited -> failed(errors + 1, age);
      case Outcome.Throttled throttled -> notRun(attempt, errors, age);
      case Outcome.Refused refused ->
          switch (refused.reason()) {
            case NOT_FOUND -> new GivenUp(EventDropped.Reason.DELETED);
            case NOT_READY, PLATFORM -> notRun(attempt, errors, age);
          };
    };
  }

  /** Before an attempt: has it lived long enough? */
  static boolean isTooOld(Duration age) {
    return age.compareTo(LONGEST_LIFE) > 0;
  }

  private static Verdict failed(int errors, Duration age) {
    if (errors >= MOST_ERRORS) {
      return new GivenUp(EventDropped.Reason.ERRORS);
    }
    return later(errors == 1 ? AFTER_FIRST_ERROR : AFTER_SECOND_ERROR, errors, age);
  }

  private static Verdict notRun(int attempt, int errors, Duration age) {
    int doublings = Math.clamp(attempt - errors - 1L, 0, LONGEST_DOUBLING);
    Duration pause = Duration.ofSeconds(1L << doublings);
    return later(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE, errors, age);
  }

  private static Verdict later(Duration pause, int errors, Duration age) {
    return isTooOld(age.plus(pause))
        ? new GivenUp(EventDropped.Reason.AGE)
        : new Later(pause, errors);
  }
}
