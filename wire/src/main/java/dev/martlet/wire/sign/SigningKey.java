package dev.martlet.wire.sign;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;

/** The key that a day's requests of one scope are signed with. Safe for all threads. */
final class SigningKey {
  private static final String ALGORITHM_LINE = Presented.ALGORITHM + "\n";

  private final Mac keyed;

  private SigningKey(Mac keyed) {
    this.keyed = keyed;
  }

  static SigningKey derive(String secretAccessKey, Scope scope) {
    byte[] key = bytes("AWS4" + secretAccessKey);
    key = Sha256.keyed(key).doFinal(bytes(scope.date()));
    key = Sha256.keyed(key).doFinal(bytes(scope.region()));
    key = Sha256.keyed(key).doFinal(bytes(scope.service()));
    key = Sha256.keyed(key).doFinal(bytes(Scope.TERMINATOR));
    return new SigningKey(Sha256.keyed(key));
  }

  /** The signature, in lower-case hexadecimal. */
  String sign(String date, Scope scope, String canonicalHash) {
    String stringToSign = ALGORITHM_LINE + date + '\n' + scope + '\n' + canonicalHash;
    return HexFormat.of().formatHex(Sha256.copy(keyed).doFinal(bytes(stringToSign)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
