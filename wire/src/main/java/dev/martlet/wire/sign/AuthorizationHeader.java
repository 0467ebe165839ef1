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
    String credential = null;
    String signedHeaders = null;
    String signature = null;
    int start = algorithm.length();
    while (start < value.length()) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      int from = skipBlanks(value, start, end);
      int equals = value.indexOf('=', from);
      if (equals < 0 || equals >= end) {
        if (from == end) {
          start = end + 1;
          continue;
        }
        return new Presented.Malformed(
            "'"
                + Quoted.of(value.substring(from, end))
                + "' not a valid key=value pair (missing equal-sign) in Authorization header.");
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
      start = end + 1;
    }
    String token = request.header("x-amz-security-token");
    return new Claims(
            PLACE,
            credential,
            signedHeaders,
            signature,
            date(request),
            token,
            Presented.Signature.IN_HEADER)
        .presented();
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
