package dev.martlet.wire.sign;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA256 under one key, by RFC 2104. Java's own reads its key anew for each message, which
 * doubles the work for short ones, and opens four providers of cryptography to find it, which takes
 * a tenth of a start. Safe for all threads.
 */
public final class Hmac {
  private static final int BLOCK = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  // Nobody feeds them any more: each message gets clones.
  private final MessageDigest inner;
  private final MessageDigest outer;

  private Hmac(MessageDigest inner, MessageDigest outer) {
    this.inner = inner;
    this.outer = outer;
  }

  /** The HMAC under {@code key}, which may be of any length. */
  public static Hmac keyed(byte[] key) {
    byte[] block =
        Arrays.copyOf(key.length > BLOCK ? Sha256.computation().digest(key) : key, BLOCK);
    return new Hmac(fed(block, INNER), fed(block, OUTER));
  }

  /** The 32 bytes that only who has the key can compute. */
  public byte[] of(byte[] message) {
    return Sha256.copy(outer).digest(Sha256.copy(inner).digest(message));
  }

  private static MessageDigest fed(byte[] block, byte pad) {
    MessageDigest digest = Sha256.computation();
    for (byte value : block) {
      digest.update((byte) (value ^ pad));
    }
    return digest;
  }
}
