package dev.martlet.guest;

import org.jspecify.annotations.Nullable;

/** A failure that the runtime itself words, as AWS's does. */
final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String type;

  private Fault(String type, String message, @Nullable Throwable origin) {
    super(message, origin);
    this.type = type;
  }

  /** The handler string, or what it names, is not one. */
  static Fault badCode(String message) {
    return new Fault("", message, null);
  }

  static Fault classNotFound(String className, Throwable origin) {
    return new Fault(origin.getClass().getName(), "Class not found: " + className, origin);
  }

  /** A class's static initialiser, or its linking, failed. */
  static Fault classNotLoaded(String className, Throwable origin) {
    String because = origin.getMessage() == null ? "" : ": " + origin.getMessage();
    return new Fault(
        origin.getClass().getName(), "Error loading class " + className + because, origin);
  }

  /** A handler's constructor failed. */
  static Fault notInstantiated(Throwable origin) {
    String message = origin.getLocalizedMessage();
    String type = origin.getClass().getName();
    return new Fault(type, message == null ? type : message, origin);
  }

  static Fault answerTooLarge(int limit) {
    return new Fault(
        "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size (" + limit + " bytes).",
        null);
  }

  /** The error's type; empty if AWS gives none. */
  String type() {
    return type;
  }
}
