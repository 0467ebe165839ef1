package dev.martlet.pool;

import dev.martlet.model.Bytes;
import tools.jackson.core.io.JsonStringEncoder;

/** The few JSON texts that the platform writes in a function's stead. */
final class JsonText {
  private JsonText() {}

  /** A JSON string with its quotes. */
  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }

  /** The error document of a failure that the runtime itself could not report. */
  static Bytes error(String type, String message) {
    return Bytes.utf8(
        "{\"errorType\":" + quoted(type) + ",\"errorMessage\":" + quoted(message) + "}");
  }
}
