package dev.martlet.identity;

import dev.martlet.wire.sign.Hmac;
import java.util.random.RandomGenerator;

/** HMAC-SHA256 under a key that only this process has. Safe for all threads. */
final class Seal {
  private static final int KEY_BYTES = 32;

  private final Hmac keyed;

  private Seal(Hmac keyed) {
    this.keyed = keyed;
  }

  static Seal fresh(RandomGenerator random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return new Seal(Hmac.keyed(key));
  }

  byte[] over(byte[] words) {
    return keyed.of(words);
  }
}
