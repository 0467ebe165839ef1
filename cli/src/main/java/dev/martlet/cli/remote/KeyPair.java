package dev.martlet.cli.remote;

import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What signs a call. The text form hides the secret, so that it cannot reach a message.
 *
 * @param accessKeyId not blank
 * @param secretAccessKey not blank
 * @param sessionToken present with temporary keys
 */
public record KeyPair(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
  private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  public KeyPair {
    if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
      throw new IllegalArgumentException("a key pair has an id and a secret");
    }
  }

  /** Long-lived keys. */
  public KeyPair(String accessKeyId, String secretAccessKey) {
    this(accessKeyId, secretAccessKey, Optional.empty());
  }

  /** Keys of the form that AWS's have: AKIA and 16 letters or digits, and 40 of base64. */
  public static KeyPair random(RandomGenerator random) {
    StringBuilder id = new StringBuilder("AKIA");
    for (int count = 0; count < 16; count++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    byte[] secret = new byte[30];
    random.nextBytes(secret);
    return new KeyPair(id.toString(), Base64.getEncoder().encodeToString(secret));
  }

  @Override
  public String toString() {
    return "KeyPair[" + accessKeyId + "]";
  }
}
