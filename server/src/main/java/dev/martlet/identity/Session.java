package dev.martlet.identity;

import dev.martlet.model.AccountId;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A function's process acting as its role.
 *
 * @param accessKeyId of its credentials
 * @param expiry when they end, to the second
 * @param account the function's
 * @param role the role's name, without its path
 * @param name of the session: the function's
 */
record Session(String accessKeyId, Instant expiry, AccountId account, String role, String name) {
  /** IAM's own bound, which the API of functions does not check. */
  private static final int LONGEST_ROLE = 64;

  // None of the parts can have it in it.
  private static final String BETWEEN = "\n";
  private static final int PARTS = 5;

  static Session of(FunctionVersion function, String accessKeyId, Instant expiry) {
    String role = function.role().substring(function.role().lastIndexOf('/') + 1);
    return new Session(
        accessKeyId,
        Instant.ofEpochSecond(expiry.getEpochSecond()),
        function.arn().account(),
        role.substring(0, Math.min(role.length(), LONGEST_ROLE)),
        function.arn().name());
  }

  byte[] encode() {
    return String.join(
            BETWEEN,
            List.of(
                accessKeyId, Long.toString(expiry.getEpochSecond()), account.digits(), role, name))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Of what {@link #encode} has made. */
  static Session decode(byte[] encoded) {
    String[] parts = new String(encoded, StandardCharsets.UTF_8).split(BETWEEN, PARTS);
    return new Session(
        parts[0],
        Instant.ofEpochSecond(Long.parseLong(parts[1])),
        new AccountId(parts[2]),
        parts[3],
        parts[4]);
  }

  Principal principal() {
    return Principal.session(account, role, name);
  }
}
