package dev.martlet.wire.sign;

import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a signature as they were sent, wherever they came from; {@link #presented} checks
 * their form.
 *
 * @param place how AWS's messages call where it looked: {@code Authorization header}
 */
record Claims(
    String place,
    @Nullable String credential,
    @Nullable String signedHeaders,
    @Nullable String signature,
    @Nullable String date,
    @Nullable String sessionToken,
    int expires) {

  Presented presented() {
    if (credential == null || signedHeaders == null || signature == null || date == null) {
      return new Presented.Malformed(missing());
    }
    OptionalLong epochSecond = BasicDate.parse(date);
    if (epochSecond.isEmpty()) {
      return new Presented.Malformed(
          "Date must be in ISO-8601 'basic format'. Got '"
              + Quoted.of(date)
              + "'. See http://en.wikipedia.org/wiki/ISO_8601");
    }
    int[] slashes = slashes(credential);
    if (slashes == null || slashes[0] == 0) {
      return new Presented.Malformed(
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '"
              + Quoted.of(credential)
              + "'");
    }
    String terminator = credential.substring(slashes[3] + 1);
    if (!terminator.equals(Scope.TERMINATOR)) {
      return new Presented.Malformed(
          "Credential should be scoped with a valid terminator: '"
              + Scope.TERMINATOR
              + "', not '"
              + Quoted.of(terminator)
              + "'.");
    }
    if (!ascending(signedHeaders)) {
      return new Presented.Malformed(
          "SignedHeaders must name each header once, in lower case and in order, not '"
              + Quoted.of(signedHeaders)
              + "'.");
    }
    Scope scope =
        new Scope(
            credential.substring(slashes[0] + 1, slashes[1]),
            credential.substring(slashes[1] + 1, slashes[2]),
            credential.substring(slashes[2] + 1, slashes[3]));
    return new Presented.Signature(
        credential.substring(0, slashes[0]),
        scope,
        signedHeaders,
        signature,
        date,
        epochSecond.getAsLong(),
        sessionToken,
        expires);
  }

  // Looked for and not split at, because each request comes through here. Null unless there are
  // four.
  private static int @Nullable [] slashes(String credential) {
    int[] slashes = new int[4];
    int at = -1;
    for (int i = 0; i < slashes.length; i++) {
      at = credential.indexOf('/', at + 1);
      if (at < 0) {
        return null;
      }
      slashes[i] = at;
    }
    return credential.indexOf('/', at + 1) < 0 ? slashes : null;
  }

  // A header named a thousand times would be a thousand times in what is to be hashed.
  private static boolean ascending(String names) {
    String before = "";
    int start = 0;
    while (start <= names.length()) {
      int semicolon = names.indexOf(';', start);
      int end = semicolon < 0 ? names.length() : semicolon;
      String name = names.substring(start, end);
      if (name.compareTo(before) <= 0) {
        return false;
      }
      before = name;
      start = end + 1;
    }
    return names.equals(names.toLowerCase(Locale.ROOT));
  }

  private String missing() {
    StringBuilder message = new StringBuilder();
    require(message, "Credential", credential);
    require(message, "Signature", signature);
    require(message, "SignedHeaders", signedHeaders);
    if (date == null) {
      message
          .append(place)
          .append(" requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
    }
    return message.toString().trim();
  }

  private void require(StringBuilder message, String part, @Nullable String value) {
    if (value == null) {
      message.append(place).append(" requires '").append(part).append("' parameter. ");
    }
  }
}
