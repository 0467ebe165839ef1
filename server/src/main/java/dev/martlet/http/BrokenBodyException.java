package dev.martlet.http;

import java.io.IOException;

/** A body whose framing is broken: nothing more can be read from its connection. */
final class BrokenBodyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status to answer with
   */
  BrokenBodyException(int status, Throwable cause) {
    super("The body's framing is broken", cause);
    this.status = status;
  }

  int status() {
    return status;
  }
}
