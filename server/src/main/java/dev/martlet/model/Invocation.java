package dev.martlet.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function, from the gateway or the API down to its environment: a synchronous one,
 * or an attempt at an asynchronous one.
 *
 * @param id the request id, which the function sees too
 * @param function which function
 * @param qualifier the version or alias asked for; {@code $LATEST} by default
 * @param event the event, JSON
 * @param clientContext the decoded client context, JSON, if any
 * @param traceHeader the {@code X-Amzn-Trace-Id} to hand on, if any
 * @param tail whether the caller wants the last 4 KB of the log
 * @param arrivalNanos when the request arrived, or the attempt began, on {@link Clock#nanoTime}
 */
public record Invocation(
    RequestId id,
    FunctionArn function,
    String qualifier,
    Bytes event,
    @Nullable String clientContext,
    @Nullable String traceHeader,
    boolean tail,
    long arrivalNanos) {

  /** Longest event of a synchronous call, and of an answer less the 100 bytes AWS adds to it. */
  public static final int MAX_EVENT_BYTES = 6 * 1024 * 1024;

  /** Longest event of an asynchronous call. */
  public static final int MAX_ASYNCHRONOUS_EVENT_BYTES = 1 << 20;

  /** Longest answer. */
  public static final int MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100;

  /** AWS's own bound on a function's timeout. */
  public static final Duration MAX_TIMEOUT = Duration.ofMinutes(15);
}
