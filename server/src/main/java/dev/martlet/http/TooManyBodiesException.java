package dev.martlet.http;

import java.io.IOException;

/** Other requests' large bodies take all the memory that there is for them: try again later. */
public final class TooManyBodiesException extends IOException {
  /** For the caller. */
  public static final String MESSAGE = "Too many large requests at once; try again.";

  private static final long serialVersionUID = 1L;

  TooManyBodiesException() {
    super(MESSAGE);
  }
}
