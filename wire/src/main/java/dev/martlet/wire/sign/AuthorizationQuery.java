package dev.martlet.wire.sign;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a presigned request's parameters, {@code X-Amz-Algorithm=…&X-Amz-Credential=…&…}. */
final class AuthorizationQuery {
  static final String PREFIX = "X-Amz-";

  /** A week, AWS's own bound on a presigned request. */
  static final int MAX_EXPIRES = 604_800;

  private AuthorizationQuery() {}

  static Presented read(Signable request) {
    Map<String, String> parameters = new HashMap<>();
    CanonicalQuery.forEach(
        request.rawQuery(),
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            parameters.putIfAbsent(name, PercentCode.decode(value));
          }
        });
    String algorithm = parameters.get("X-Amz-Algorithm");
    if (algorithm == null) {
      return parameters.containsKey(CanonicalQuery.SIGNATURE)
          ? new Presented.Malformed("AWS query-string parameters must include 'X-Amz-Algorithm'.")
          : new Presented.Nothing();
    }
    if (!algorithm.equals(Presented.ALGORITHM)) {
      return new Presented.Malformed(
          "Unsupported AWS 'algorithm': '" + Quoted.of(algorithm) + "'.");
    }
    return claims(parameters);
  }

  private static Presented claims(Map<String, String> parameters) {
    int expires = seconds(parameters.get("X-Amz-Expires"));
    if (expires < 0) {
      return new Presented.Malformed(
          "X-Amz-Expires must be a number of seconds between 0 and " + MAX_EXPIRES + ".");
    }
    if (expires > MAX_EXPIRES) {
      return new Presented.Malformed(
          "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires"
              + " must be less than 604800 seconds");
    }
    return new Claims(
            "AWS query-string",
            parameters.get("X-Amz-Credential"),
            parameters.get("X-Amz-SignedHeaders"),
            parameters.get(CanonicalQuery.SIGNATURE),
            parameters.get("X-Amz-Date"),
            parameters.get("X-Amz-Security-Token"),
            expires)
        .presented();
  }

  /** -1 if it is no number; a number too large to care about is one above the bound. */
  private static int seconds(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return -1;
    }
    int seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      seconds = Math.min(MAX_EXPIRES + 1, seconds * 10 + digit);
    }
    return seconds;
  }
}
