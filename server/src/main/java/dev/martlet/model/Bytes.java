package dev.martlet.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/** Bytes that nobody changes any more: payloads, events, answers. */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** Takes {@code array} over without a copy; the caller must not write to it again. */
  public static Bytes adopt(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /** Takes a range of {@code array} over without a copy; the caller must not write to it again. */
  public static Bytes adopt(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return new Bytes(array, offset, length);
  }

  /** The remaining bytes of {@code buffer}: copied, unless a heap array is accessible. */
  public static Bytes adopt(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      return new Bytes(
          buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    }
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return adopt(copy);
  }

  public static Bytes utf8(String text) {
    return adopt(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return length;
  }

  public byte at(int index) {
    return array[offset + index];
  }

  /** A read-only view with its own position. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  /** Copies everything into {@code target} at its position. */
  public void copyTo(ByteBuffer target) {
    target.put(array, offset, length);
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(array, offset, length);
  }

  /** Feeds everything to {@code computation}. */
  public void feed(MessageDigest computation) {
    computation.update(array, offset, length);
  }

  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** Decodes UTF-8; malformed input becomes U+FFFD. */
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    return buffer().hashCode();
  }

  @Override
  public String toString() {
    return length + " bytes";
  }
}
