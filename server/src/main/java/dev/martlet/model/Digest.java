package dev.martlet.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** A SHA-256 digest in lower-case hexadecimal: the name of content that never changes. */
public record Digest(String hex) {
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

  public Digest {
    if (!isDigest(hex)) {
      throw new IllegalArgumentException("Not a SHA-256 digest: " + hex);
    }
  }

  /** Whether {@code text} has the form of {@link #hex}. */
  public static boolean isDigest(String text) {
    return SHAPE.matcher(text).matches();
  }

  /** A fresh SHA-256 computation; finish it with {@link #of(MessageDigest)}. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("Every JDK has SHA-256", missing);
    }
  }

  /** What {@code computation} has seen so far; resets it. */
  public static Digest of(MessageDigest computation) {
    return new Digest(HexFormat.of().formatHex(computation.digest()));
  }

  /** The digest of {@code content}. */
  public static Digest of(Bytes content) {
    MessageDigest computation = sha256();
    computation.update(content.buffer());
    return of(computation);
  }

  /** The form in which AWS shows {@code CodeSha256}. */
  public String base64() {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  @Override
  public String toString() {
    return hex;
  }
}
