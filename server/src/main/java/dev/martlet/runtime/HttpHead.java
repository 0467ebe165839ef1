package dev.martlet.runtime;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of one request, read strictly: whatever two readers could understand differently is
 * refused. Only the headers that we know are kept.
 *
 * @param target what the request line names, as it came
 * @param keepAlive whether the connection goes on afterwards
 * @param length of the body in bytes; {@link #CHUNKED} if it comes in chunks
 * @param expectsContinue whether the body waits for our word
 * @param headers the other known ones, by lower-case name
 */
record HttpHead(
    String method,
    String target,
    boolean keepAlive,
    long length,
    boolean expectsContinue,
    Map<String, String> headers) {

  static final long CHUNKED = -1;
  static final String ERROR_TYPE = "lambda-runtime-function-error-type";
  static final String ERROR_BODY = "lambda-runtime-function-error-body";
  static final String RESPONSE_MODE = "lambda-runtime-function-response-mode";

  /**
   * The whole head at most; AWS's clients send an error's cause of up to 1 MB in a header, of which
   * nothing is kept.
   */
  private static final int MOST_BYTES = 2 << 20;

  private static final int MOST_TRAILER_BYTES = 256 * 1024;

  private static final Pattern REQUEST_LINE =
      Pattern.compile("([A-Z]{1,16}) (/[\\x21-\\x7e]*) HTTP/1\\.([01])");
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Set<String> KNOWN =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "transfer-encoding",
          ERROR_TYPE,
          ERROR_BODY,
          RESPONSE_MODE);

  /**
   * Reads the next one.
   *
   * @return null if the connection ends before it begins
   * @throws BadHttpException if it is none, or none that we understand
   */
  static @Nullable HttpHead read(HttpInput in) throws IOException {
    if (!in.awaitMore()) {
      return null;
    }
    Matcher line = REQUEST_LINE.matcher(in.line(HttpInput.KEPT_LINE));
    if (!line.matches()) {
      throw new BadHttpException("Not a request line of HTTP/1.1");
    }
    boolean newer = line.group(3).equals("1");
    Map<String, String> headers = headers(in, MOST_BYTES);
    if (newer && !headers.containsKey("host")) {
      throw new BadHttpException("No Host header");
    }
    String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    return new HttpHead(
        line.group(1),
        line.group(2),
        newer ? !connection.contains("close") : connection.contains("keep-alive"),
        length(headers, newer),
        newer && headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue"),
        Map.copyOf(headers));
  }

  /** Reads what stands behind the last chunk of a body. */
  static Map<String, String> trailers(HttpInput in) throws IOException {
    return headers(in, MOST_TRAILER_BYTES);
  }

  // Up to the empty line.
  private static Map<String, String> headers(HttpInput in, int most) throws IOException {
    Map<String, String> headers = new HashMap<>();
    int left = most;
    for (String line = in.line(left); !line.isEmpty(); line = in.line(left)) {
      left -= in.lineBytes();
      int colon = line.indexOf(':');
      if (colon < 0 || !NAME.matcher(line).region(0, colon).matches()) {
        throw new BadHttpException("Not a header");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      if (KNOWN.contains(name)
          && headers.putIfAbsent(name, line.substring(colon + 1).strip()) != null) {
        throw new BadHttpException("A header that comes twice");
      }
    }
    return headers;
  }

  private static long length(Map<String, String> headers, boolean newer) throws BadHttpException {
    String length = headers.get("content-length");
    String encoding = headers.get("transfer-encoding");
    if (encoding != null) {
      if (!newer || length != null || !encoding.equalsIgnoreCase("chunked")) {
        throw new BadHttpException("A body whose length is not clear");
      }
      return CHUNKED;
    }
    if (length == null) {
      return 0;
    }
    if (!LENGTH.matcher(length).matches()) {
      throw new BadHttpException("Not a length");
    }
    return Long.parseLong(length);
  }
}
