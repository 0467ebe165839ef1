package dev.martlet.wire.sign;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * SHA-256 and its HMAC. New computations are clones of prototypes that nobody feeds: no look-up in
 * the list of providers per request, and nothing tied to a thread.
 */
final class Sha256 {
  private static final String HMAC = "HmacSHA256";
  private static final HexFormat HEX = HexFormat.of();
  private static final MessageDigest DIGEST = prototype();

  private Sha256() {}

  static MessageDigest computation() {
    try {
      return (MessageDigest) DIGEST.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("The JDK's SHA-256 can be cloned", impossible);
    }
  }

  static String hex(MessageDigest computation) {
    return HEX.formatHex(computation.digest());
  }

  /** A computation keyed with {@code key}, to be cloned for each use. */
  static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException missing) {
      throw keyless(missing);
    }
  }

  static Mac copy(Mac keyed) {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("The JDK's HMAC can be cloned", impossible);
    }
  }

  private static MessageDigest prototype() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException missing) {
      throw keyless(missing);
    }
  }

  private static IllegalStateException keyless(GeneralSecurityException cause) {
    return new IllegalStateException("Every JDK has SHA-256 and its HMAC", cause);
  }
}
