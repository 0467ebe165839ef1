package dev.martlet.runtime;

/** How an exchange about one event ended. Switch over it without {@code default}. */
public sealed interface Answer {
  /** The handler returned; its answer of {@code size} bytes went to the sink. */
  record Answered(int size) implements Answer {}

  /**
   * The handler failed, or its answer could not be sent; the error document of {@code size} bytes
   * went to the sink.
   *
   * @param errorType such as {@code ValueError} or {@code Function.ResponseSizeTooLarge}; the guest
   *     chose it: at most 512 bytes long, without control characters
   * @param last whether the guest ends itself now, as Node does after an uncaught exception; if
   *     not, it waits for the next event
   */
  record Failed(String errorType, int size, boolean last) implements Answer {}

  /**
   * The stream ended before the answer did: the environment died or was killed.
   *
   * @param delivered whether the guest may have read the event; if not, it was dead before, and the
   *     event may go to another environment
   */
  record Closed(boolean delivered) implements Answer {}

  /** The guest broke the protocol: kill it. {@code reason} is for the platform's log. */
  record Malformed(String reason) implements Answer {}
}
