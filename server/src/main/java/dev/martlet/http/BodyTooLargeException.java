package dev.martlet.http;

import java.io.IOException;

/** A request's body is longer than its route reads; what is left of it is dropped. */
public final class BodyTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int limit;

  public BodyTooLargeException(int limit) {
    super("The body is longer than " + limit + " bytes");
    this.limit = limit;
  }

  /** In bytes. */
  public int limit() {
    return limit;
  }
}
