package dev.martlet.wire.sign;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The key that a day's requests of one scope are signed with. Safe for all threads. */
final class SigningKey {
  private static final String ALGORITHM_LINE = Presented.ALGORITHM + "\n";

  private final Hmac keyed;

  private SigningKey(Hmac keyed) {
    this.keyed = keyed;
  }

  static SigningKey derive(String secretAccessKey, Scope scope) {
    byte[] key = bytes("AWS4" + secretAccessKey);
    key = Hmac.keyed(key).of(bytes(scope.date()));
    key = Hmac.keyed(key).of(bytes(scope.region()));
    key = Hmac.keyed(key).of(bytes(scope.service()));
    key = Hmac.keyed(key).of(bytes(Scope.TERMINATOR));
    return new SigningKey(Hmac.keyed(key));
  }

  /** The signature, in lower-case hexadecimal. */
  String sign(String date, Scope scope, String canonicalHash) {
    String stringToSign = ALGORITHM_LINE + date + '\n' + scope + '\n' + canonicalHash;
    return HexFormat.of().formatHex(keyed.of(bytes(stringToSign)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
