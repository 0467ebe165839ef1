package dev.martlet.runtime;

import java.io.IOException;

/** What came is not HTTP as we speak it; nothing more can be understood on its connection. */
final class BadHttpException extends IOException {
  private static final long serialVersionUID = 1L;

  BadHttpException(String what) {
    super(what);
  }

  HttpReply reply() {
    return HttpReply.badRequest(String.valueOf(getMessage()));
  }
}
