package dev.martlet.model;

import java.time.Duration;

/**
 * How an invocation ended. Switch over it without {@code default}.
 *
 * <p>Whatever the function is to blame for has an answer, which has gone to the {@link AnswerSink}:
 * the result itself, or the error document. {@link Throttled} and {@link Refused} have none.
 */
public sealed interface Outcome {
  Phases phases();

  /**
   * The function ran, or was at least tried: its log may have a tail, and its answer was written.
   */
  sealed interface Ran extends Outcome {
    /** The version that ran: {@code $LATEST} or a number. */
    String executedVersion();

    /** The last 4 KB of the log if the caller asked for it, else empty. */
    Bytes logTail();
  }

  /** The function answered. */
  record Success(Phases phases, String executedVersion, Bytes logTail) implements Ran {}

  /** The handler, or loading it, raised an error of {@code type}. */
  record FunctionError(Phases phases, String executedVersion, Bytes logTail, String type)
      implements Ran {}

  /** The time limit passed; the environment was killed. */
  record TimedOut(Phases phases, String executedVersion, Bytes logTail, Duration limit)
      implements Ran {}

  /** The memory limit was reached; the environment was killed. */
  record OutOfMemory(Phases phases, String executedVersion, Bytes logTail, ByteSize limit)
      implements Ran {}

  /** The runtime died of {@code signal}. */
  record Crashed(Phases phases, String executedVersion, Bytes logTail, int signal) implements Ran {}

  /** The runtime ended by itself, without an answer. */
  record Exited(Phases phases, String executedVersion, Bytes logTail, int exitCode)
      implements Ran {}

  /** Not run, try again later: {@code limit} is what stood in the way. */
  record Throttled(Phases phases, Limit limit, String message) implements Outcome {}

  /** Not run, and trying again will not help unless something is changed. */
  record Refused(Phases phases, Reason reason, String message) implements Outcome {}

  /** What throttles. */
  enum Limit {
    /** All concurrency of the account that is not reserved for others is in use. */
    ACCOUNT_CONCURRENCY,
    /** All concurrency that is reserved for the function is in use. */
    FUNCTION_CONCURRENCY,
    /** No memory became free within {@code admission.wait}. */
    MEMORY,
    /** No start slot became free within {@code admission.wait}. */
    STARTS
  }

  /** Why an invocation is refused. */
  enum Reason {
    /** There is no such function or qualifier. */
    NOT_FOUND,
    /**
     * The function exists but cannot run yet or any more: pending, failed, or its runtime is gone.
     */
    NOT_READY,
    /** Something of the platform failed: the sandbox did not start, the code is unreadable. */
    PLATFORM
  }
}
