package dev.martlet.cli;

import dev.martlet.wire.sign.Credentials;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Makes keys of the form that AWS's have: AKIA and 16 letters or digits, and 40 of base64. */
final class NewKeys {
  private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private NewKeys() {}

  static Credentials random(RandomGenerator random) {
    StringBuilder id = new StringBuilder("AKIA");
    for (int count = 0; count < 16; count++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    byte[] secret = new byte[30];
    random.nextBytes(secret);
    return Credentials.of(id.toString(), Base64.getEncoder().encodeToString(secret));
  }
}
