package dev.martlet.identity;

import java.util.random.RandomGenerator;

/** Ids of the form that AWS's have: what they are for, and sixteen random letters and digits. */
final class AccessKeyIds {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int RANDOM_LENGTH = 16;

  private AccessKeyIds() {}

  /**
   * A new one.
   *
   * @param prefix {@code AKIA} of long-lived, {@code ASIA} of temporary credentials
   */
  static String fresh(String prefix, RandomGenerator random) {
    StringBuilder id = new StringBuilder(prefix);
    for (int i = 0; i < RANDOM_LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
