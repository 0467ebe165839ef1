package dev.martlet.identity;

import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under a key that only this process has. Safe for all threads. */
final class Seal {
  private static final String HMAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  // Nobody feeds it: each computation is a clone.
  private final Mac keyed;

  private Seal(Mac keyed) {
    this.keyed = keyed;
  }

  static Seal fresh(RandomGenerator random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return new Seal(mac);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("Every JDK has HMAC-SHA256", missing);
    }
  }

  byte[] over(byte[] words) {
    try {
      return ((Mac) keyed.clone()).doFinal(words);
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("The JDK's HMAC can be cloned", impossible);
    }
  }
}
