package dev.martlet.wire.codec;

/** What a server answered, as a client reads it. */
public sealed interface Reply<O> {
  /** The operation's output. */
  record Success<O>(O output) implements Reply<O> {}

  /**
   * An error of the service.
   *
   * @param code {@code ResourceNotFoundException}; {@code Unknown} where the answer names none
   * @param message empty where the answer has none
   */
  record Failure<O>(int status, String code, String message) implements Reply<O> {}

  /** Not an answer in the operation's protocol: something else may listen there. */
  record Unreadable<O>(int status, String reason) implements Reply<O> {}
}
