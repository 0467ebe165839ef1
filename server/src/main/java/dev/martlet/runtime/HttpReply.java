package dev.martlet.runtime;

import dev.martlet.model.Bytes;
import dev.martlet.model.Invocation;
import java.nio.charset.StandardCharsets;

/**
 * A short answer of the Runtime API, everything but an event; statuses and words are AWS's.
 *
 * @param status with its reason, such as {@code 202 Accepted}
 * @param body already encoded; empty if there is none
 */
record HttpReply(String status, String contentType, String body) {
  static final HttpReply ACCEPTED =
      new HttpReply("202 Accepted", "application/json", "{\"status\":\"OK\"}\n");
  static final HttpReply NO_SUCH_PATH =
      new HttpReply("404 Not Found", "text/plain; charset=utf-8", "404 page not found\n");
  static final HttpReply WRONG_METHOD = new HttpReply("405 Method Not Allowed", "", "");
  static final HttpReply INVALID_ID =
      error("400 Bad Request", "InvalidRequestID", "Invalid request ID");
  static final HttpReply INVALID_MODE =
      error("400 Bad Request", "InvalidFunctionResponseMode", "Invalid function response mode");
  static final HttpReply TOO_LARGE =
      error(
          "413 Request Entity Too Large",
          "RequestEntityTooLarge",
          "Exceeded maximum allowed payload size (" + Invocation.MAX_ANSWER_BYTES + " bytes).");

  static HttpReply badRequest(String what) {
    return error("400 Bad Request", "BadRequest", what);
  }

  static HttpReply wrongOrder(String from, String to) {
    return error(
        "403 Forbidden",
        "InvalidStateTransition",
        "State transition from "
            + from
            + " to "
            + to
            + " failed for runtime. Error: State transition is not allowed");
  }

  private static HttpReply error(String status, String type, String message) {
    return new HttpReply(status, "application/json", document(type, message) + "\n");
  }

  /** An error document; neither text may need escapes. */
  static String document(String type, String message) {
    return "{\"errorMessage\":\"" + message + "\",\"errorType\":\"" + type + "\"}";
  }

  boolean accepted() {
    return status.startsWith("2");
  }

  Bytes encode(boolean keepAlive) {
    StringBuilder text = new StringBuilder(256);
    text.append("HTTP/1.1 ").append(status).append("\r\n");
    if (!contentType.isEmpty()) {
      text.append("Content-Type: ").append(contentType).append("\r\n");
    }
    if (!keepAlive) {
      text.append("Connection: close\r\n");
    }
    // All of it is ASCII, so characters are bytes.
    text.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    return Bytes.adopt(text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
