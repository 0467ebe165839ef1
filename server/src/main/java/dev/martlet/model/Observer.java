package dev.martlet.model;

import java.time.Duration;

/**
 * Is told what happened: logs, metrics, recorder and meter are observers, composed in {@code app}.
 * An observer never blocks and never throws into its source; it is called on the source's thread.
 */
@FunctionalInterface
public interface Observer {
  Observer NONE = happened -> {};

  void on(Happened happened);

  /** What can happen. */
  sealed interface Happened {}

  record InvocationEnded(RequestId id, FunctionArn function, String qualifier, Outcome outcome)
      implements Happened {}

  record EnvironmentStarted(FunctionVersion.Key function, String environment, Phases.Cold cold)
      implements Happened {}

  record EnvironmentEnded(FunctionVersion.Key function, String environment, String reason)
      implements Happened {}

  /** An environment moved; its first move is from {@code none}, its last to {@code ended}. */
  record EnvironmentStateChanged(FunctionVersion.Key function, String from, String to)
      implements Happened {}

  record Throttled(FunctionArn function, Outcome.Limit limit) implements Happened {}

  record ApiCallEnded(
      RequestId id, String caller, String operation, int status, String error, Duration took)
      implements Happened {}

  /** An asynchronous invocation is on disk, and its caller will be told so. */
  record EventAccepted(RequestId id, FunctionArn function) implements Happened {}

  /** One was not accepted, because the queue is full. */
  record EventTurnedAway(FunctionArn function) implements Happened {}

  /** One is about to be invoked, perhaps again. */
  record EventTried(RequestId id, FunctionArn function) implements Happened {}

  /** One that was accepted will not be tried again, although it never succeeded. */
  record EventDropped(RequestId id, FunctionArn function, Reason reason) implements Happened {
    /** Why. */
    public enum Reason {
      /** Its function failed as often as it may. */
      ERRORS,
      /** It is older than events may become. */
      AGE,
      /** Its function, or the version it asked for, is gone. */
      DELETED
    }
  }

  record CommitEnded(int works, Duration took) implements Happened {}
}
