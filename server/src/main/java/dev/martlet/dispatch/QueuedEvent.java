package dev.martlet.dispatch;

import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Invocation;
import dev.martlet.model.RequestId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous invocation as it is kept: all that an attempt needs, and nothing that could have
 * changed by then. The version is found at each attempt.
 *
 * @param queuedAt when it was accepted
 * @param request the request id of every attempt
 * @param qualifier the version or alias asked for
 */
public record QueuedEvent(
    EventId id,
    Instant queuedAt,
    RequestId request,
    FunctionArn function,
    String qualifier,
    Bytes payload,
    @Nullable String clientContext,
    @Nullable String traceHeader) {

  /** To be queued now, to the microsecond: what is read again is equal to what was written. */
  static QueuedEvent of(Invocation invocation, Instant now) {
    return new QueuedEvent(
        EventId.of(now, invocation.id()),
        now.truncatedTo(ChronoUnit.MICROS),
        invocation.id(),
        invocation.function(),
        invocation.qualifier(),
        invocation.event(),
        invocation.clientContext(),
        invocation.traceHeader());
  }

  /** What it counts for where bytes are bounded: the payload and what travels with it. */
  public long size() {
    return (long) payload.length() + length(clientContext) + length(traceHeader);
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** An attempt that begins at {@code nanos} of the clock. */
  Invocation attempt(long nanos) {
    return new Invocation(
        request, function, qualifier, payload, clientContext, traceHeader, false, nanos);
  }
}
