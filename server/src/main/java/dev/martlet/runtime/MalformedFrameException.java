package dev.martlet.runtime;

import java.io.IOException;

/** A guest broke the protocol; the message completes "the guest sent …". */
final class MalformedFrameException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedFrameException(String message) {
    super(message);
  }
}
