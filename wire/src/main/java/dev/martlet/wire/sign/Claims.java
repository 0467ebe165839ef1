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
    String[] parts = credential.split("/", 6);
    if (parts.length != 5 || parts[0].isEmpty()) {
      return new Presented.Malformed(
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '"
              + Quoted.of(credential)
              + "'");
    }
    if (!parts[4].equals(Scope.TERMINATOR)) {
      return new Presented.Malformed(
          "Credential should be scoped with a valid terminator: '"
              + Scope.TERMINATOR
              + "', not '"
              + Quoted.of(parts[4])
              + "'.");
    }
    if (!ascending(signedHeaders)) {
      return new Presented.Malformed(
          "SignedHeaders must name each header once, in lower case and in order, not '"
              + Quoted.of(signedHeaders)
              + "'.");
    }
    Scope scope = new Scope(parts[1], parts[2], parts[3]);
    return new Presented.Signature(
        parts[0],
        scope,
        signedHeaders,
        signature,
        date,
        epochSecond.getAsLong(),
        sessionToken,
        expires);
  }

  // A header named a thousand times would be a thousand times in what is to be hashed.
  private static boolean ascending(String names) {
    String before = "";
    for (String name : names.split(";", -1)) {
      if (name.compareTo(before) <= 0 || !name.equals(name.toLowerCase(Locale.ROOT))) {
        return false;
      }
      before = name;
    }
    return true;
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
