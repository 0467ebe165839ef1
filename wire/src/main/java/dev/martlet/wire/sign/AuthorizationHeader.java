package dev.martlet.wire.sign;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads {@code AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…}. */
final class AuthorizationHeader {
  private static final String PLACE = "Authorization header";

  private AuthorizationHeader() {}

  static Presented read(String value, Signable request) {
    int blank = value.indexOf(' ');
    String algorithm = blank < 0 ? value : value.substring(0, blank);
    if (!algorithm.equals(Presented.ALGORITHM)) {
      return new Presented.Malformed(
          "Unsupported AWS 'algorithm': '" + Quoted.of(algorithm) + "'.");
    }
    Parts parts = new Parts();
    for (int start = algorithm.length(); start < value.length(); ) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      if (!parts.take(value, skipBlanks(value, start, end), end)) {
        return new Presented.Malformed(
            "'"
                + Quoted.of(value.substring(start, end).trim())
                + "' not a valid key=value pair (missing equal-sign) in Authorization header.");
      }
      start = end + 1;
    }
    return parts.claims(request).presented();
  }

  /** What has been read so far. */
  private static final class Parts {
    private @Nullable String credential;
    private @Nullable String signedHeaders;
    private @Nullable String signature;

    /** Takes one {@code key=value}; false if it is none. */
    boolean take(String value, int from, int end) {
      if (from == end) {
        return true;
      }
      int equals = value.indexOf('=', from);
      if (equals < 0 || equals >= end) {
        return false;
      }
      String part = value.substring(equals + 1, end).trim();
      switch (value.substring(from, equals)) {
        case "Credential" -> credential = part;
        case "SignedHeaders" -> signedHeaders = part;
        case "Signature" -> signature = part;
        default -> {
          // AWS ignores what it does not know here.
        }
      }
      return true;
    }

    Claims claims(Signable request) {
      return new Claims(
          PLACE,
          credential,
          signedHeaders,
          signature,
          date(request),
          request.header("x-amz-security-token"),
          Presented.Signature.IN_HEADER);
    }
  }

  private static int skipBlanks(String value, int from, int end) {
    int index = from;
    while (index < end && value.charAt(index) == ' ') {
      index++;
    }
    return index;
  }

  private static @Nullable String date(Signable request) {
    String date = request.header("x-amz-date");
    if (date != null) {
      return date;
    }
    String general = request.header("date");
    return general == null ? null : basic(general);
  }

  /** The general {@code Date} header may be in HTTP's own form. */
  private static String basic(String date) {
    try {
      return BasicDate.format(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
    } catch (DateTimeException other) {
      return date;
    }
  }
}
