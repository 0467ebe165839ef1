package dev.martlet.wire.sign;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256. New computations are clones of a prototype that nobody feeds: no look-up in the list of
 * providers per request, and nothing tied to a thread.
 */
final class Sha256 {
  private static final HexFormat HEX = HexFormat.of();
  private static final MessageDigest DIGEST = prototype();

  private Sha256() {}

  static MessageDigest computation() {
    return copy(DIGEST);
  }

  /** A computation that goes on where {@code begun} stands. */
  static MessageDigest copy(MessageDigest begun) {
    try {
      return (MessageDigest) begun.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("The JDK's SHA-256 can be cloned", impossible);
    }
  }

  static String hex(MessageDigest computation) {
    return HEX.formatHex(computation.digest());
  }

  private static MessageDigest prototype() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("Every JDK has SHA-256", missing);
    }
  }
}
