package dev.martlet.guest;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * An error as the caller and the log see it, without the frames of the runtime.
 *
 * @param type for the platform, at most {@value #MAX_TYPE_CHARS} characters
 * @param document for the caller: {@code errorMessage}, {@code errorType}, {@code stackTrace} and,
 *     of the same shape, {@code cause}, at most {@value #MAX_CAUSES} deep
 * @param text for the log
 */
record ErrorReport(String type, String document, String text) {
  private static final String OWN_PACKAGE = "dev.martlet.guest.";
  private static final int MAX_TYPE_CHARS = 128;
  private static final int MAX_CAUSES = 10;
  private static final int MAX_MESSAGE_CHARS = 256 * 1024;
  private static final int MAX_ENTRY_CHARS = 4096;

  static ErrorReport of(Throwable failure) {
    hideOwnFrames(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    return failure instanceof Fault fault ? ofFault(fault) : ofThrown(failure);
  }

  // As on AWS these have no stack trace in the document; the log has it.
  private static ErrorReport ofFault(Fault fault) {
    StringBuilder document = new StringBuilder("{");
    Json.member(document, "errorMessage", message(fault));
    if (!fault.type().isEmpty()) {
      Json.member(document, "errorType", fault.type());
    }
    String type = fault.type().isEmpty() ? "Runtime.BadFunctionCode" : fault.type();
    Throwable origin = fault.getCause();
    String text = origin == null ? message(fault) : text(message(fault), fault.type(), origin);
    return new ErrorReport(bounded(type, MAX_TYPE_CHARS), document.append('}').toString(), text);
  }

  private static ErrorReport ofThrown(Throwable failure) {
    StringBuilder document = new StringBuilder();
    append(document, failure, 0);
    String type = failure.getClass().getName();
    return new ErrorReport(
        bounded(type, MAX_TYPE_CHARS), document.toString(), text(message(failure), type, failure));
  }

  private static void append(StringBuilder document, Throwable failure, int depth) {
    document.append('{');
    Json.member(document, "errorMessage", message(failure));
    Json.member(document, "errorType", failure.getClass().getName());
    document.append(",\"stackTrace\":[");
    String separator = "";
    for (StackTraceElement frame : failure.getStackTrace()) {
      Json.quote(document.append(separator), bounded(frame.toString(), MAX_ENTRY_CHARS));
      separator = ",";
    }
    document.append(']');
    Throwable cause = failure.getCause();
    if (cause != null && depth < MAX_CAUSES) {
      append(document.append(",\"cause\":"), cause, depth + 1);
    }
    document.append('}');
  }

  private static String message(Throwable failure) {
    try {
      String message = failure.getLocalizedMessage();
      return bounded(message == null ? failure.getClass().getName() : message, MAX_MESSAGE_CHARS);
    } catch (RuntimeException unprintable) {
      return failure.getClass().getName();
    }
  }

  private static String text(String message, String type, Throwable origin) {
    StringWriter trace = new StringWriter();
    try {
      origin.printStackTrace(new PrintWriter(trace));
    } catch (RuntimeException unprintable) {
      trace.write(origin.getClass().getName());
    }
    return message + ": " + type + "\n" + trace;
  }

  private static String bounded(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }

  private static void hideOwnFrames(Throwable failure, Set<Throwable> seen) {
    if (!seen.add(failure)) {
      return;
    }
    StackTraceElement[] trace = failure.getStackTrace();
    for (int i = 0; i < trace.length; i++) {
      if (trace[i].getClassName().startsWith(OWN_PACKAGE)) {
        failure.setStackTrace(Arrays.copyOf(trace, i));
        break;
      }
    }
    if (failure.getCause() != null) {
      hideOwnFrames(failure.getCause(), seen);
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      hideOwnFrames(suppressed, seen);
    }
  }
}
