package dev.martlet.runtime;

/** The numbers of the protocol that {@code package-info} describes. */
final class Frame {
  static final int HEADER_BYTES = 12;

  static final int INIT = 1;
  static final int INVOKE = 2;
  static final int READY = 3;
  static final int ANSWER = 4;
  static final int ERROR = 5;
  static final int LAST_ERROR = 6;

  /** Longest name of an error's type, in bytes of UTF-8. */
  static final int MAX_ERROR_TYPE = 512;

  private Frame() {}
}
