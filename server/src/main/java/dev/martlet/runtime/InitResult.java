package dev.martlet.runtime;

import dev.martlet.model.Bytes;

/** How loading the function's code ended. Switch over it without {@code default}. */
public sealed interface InitResult {
  /** The handler is loaded and waits for events. */
  record Ready() implements InitResult {}

  /**
   * The handler could not be loaded; the guest ends itself. The first invocation's answer is {@code
   * document}.
   *
   * @param errorType such as {@code Runtime.ImportModuleError}; bounded as in {@link Answer.Failed}
   * @param document the error document, JSON
   */
  record Failed(String errorType, Bytes document) implements InitResult {}

  /** The stream ended first: the environment died or was killed while it loaded. */
  record Closed() implements InitResult {}

  /** The guest broke the protocol: kill it. {@code reason} is for the platform's log. */
  record Malformed(String reason) implements InitResult {}
}
