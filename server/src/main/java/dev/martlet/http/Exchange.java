package dev.martlet.http;

import dev.martlet.model.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Belongs to the thread that runs the route. */
public interface Exchange {
  /** In capitals. */
  String method();

  /** The path as it stands in the request line, percent-encoded. */
  String rawPath();

  /** The query as it stands in the request line, without its question mark; empty if none. */
  String rawQuery();

  /**
   * The values of a header joined by commas, null if it was not sent.
   *
   * @param lowerCaseName its name in lower case
   */
  @Nullable String header(String lowerCaseName);

  /** The values of a header in the order in which they were sent; empty if it was not. */
  List<String> headerValues(String lowerCaseName);

  /** The names of the headers that were sent, each once. */
  List<String> headerNames();

  /** Scheme, host and port as the caller wrote them: {@code http://127.0.0.1:4566}. */
  String endpoint();

  /** The caller's address and port, for people. */
  String remote();

  /**
   * Reads the whole body; called again, returns the same. A caller that waits for {@code 100
   * Continue} gets it now.
   *
   * @param limit in bytes
   * @throws BodyTooLargeException if it is longer
   * @throws IOException if the caller hung up or sent nothing for too long
   */
  Bytes body(int limit) throws IOException;

  /**
   * Sends the answer. To a {@code HEAD} request, the head alone.
   *
   * @throws IOException if the caller hung up
   * @throws IllegalStateException if there is an answer already
   */
  void respond(Answer answer) throws IOException;

  /**
   * Sends a head and lets the body follow piece by piece; a blocked write is the back-pressure, and
   * every flush sends. Closing ends the answer. A field {@code Content-Length} promises exactly so
   * many bytes; without one the pieces are chunks.
   */
  OutputStream stream(int status, List<Field> fields) throws IOException;

  /** Whether the route has answered, or begun to. */
  boolean answered();
}
