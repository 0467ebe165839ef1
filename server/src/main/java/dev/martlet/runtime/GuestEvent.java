package dev.martlet.runtime;

import dev.martlet.model.Bytes;
import dev.martlet.model.RequestId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event for the handler. The ARN and the two optional texts have at most {@value
 * #MAX_TEXT_CHARS} characters together; AWS's own bounds are far below.
 *
 * @param id the request id that context and log lines carry
 * @param invokedArn the function's ARN as the caller named it, qualifier included if it had one
 * @param deadline when the invocation will be killed; the context shows what remains
 * @param traceHeader for {@code _X_AMZN_TRACE_ID}, if any
 * @param clientContext the decoded client context, JSON, if any
 * @param event JSON, at most {@link dev.martlet.model.Invocation#MAX_EVENT_BYTES} long
 */
public record GuestEvent(
    RequestId id,
    String invokedArn,
    Instant deadline,
    @Nullable String traceHeader,
    @Nullable String clientContext,
    Bytes event) {

  // Times three bytes a character, this and the rest of the head fit the frame's 16-bit length.
  static final int MAX_TEXT_CHARS = 20_000;

  public GuestEvent {
    if (invokedArn.length() + length(traceHeader) + length(clientContext) > MAX_TEXT_CHARS) {
      throw new IllegalArgumentException("An event's texts are too long: " + id);
    }
  }

  /** The head of an INVOKE frame. */
  byte[] encodeHead() {
    byte[] texts =
        String.join("\0", id.value(), invokedArn, text(traceHeader), text(clientContext))
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + texts.length)
        .putLong(deadline.toEpochMilli())
        .put(texts)
        .array();
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
