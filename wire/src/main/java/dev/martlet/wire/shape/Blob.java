package dev.martlet.wire.shape;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * Immutable bytes. Two blobs are equal when their bytes are; the text form shows only the size,
 * because payloads do not belong in logs.
 */
public final class Blob implements Body {
  public static final Blob EMPTY = new Blob(new byte[0], 0, 0);

  private final byte[] bytes;
  private final int offset;
  private final int size;

  private Blob(byte[] bytes, int offset, int size) {
    this.bytes = bytes;
    this.offset = offset;
    this.size = size;
  }

  /** A blob over {@code bytes} itself, without a copy: the caller must never write to it again. */
  public static Blob adopt(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Blob(bytes, 0, bytes.length);
  }

  /**
   * A blob over a part of {@code bytes}, without a copy: the caller must never write to it again.
   */
  public static Blob adopt(byte[] bytes, int offset, int size) {
    Objects.checkFromIndexSize(offset, size, bytes.length);
    return size == 0 ? EMPTY : new Blob(bytes, offset, size);
  }

  public static Blob copyOf(byte[] bytes) {
    return adopt(bytes.clone());
  }

  /** The UTF-8 form of {@code text}. */
  public static Blob utf8(String text) {
    return adopt(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The bytes that {@code base64} stands for.
   *
   * @throws IllegalArgumentException if it is not in base64's basic alphabet
   */
  public static Blob base64(String base64) {
    return adopt(Base64.getDecoder().decode(base64));
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** A read-only view, without a copy. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, offset, size).slice().asReadOnlyBuffer();
  }

  /** A stream over the bytes, without a copy. */
  public InputStream stream() {
    return new ByteArrayInputStream(bytes, offset, size);
  }

  /** A fresh copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, offset, offset + size);
  }

  /** The bytes read as UTF-8; malformed sequences become U+FFFD. */
  public String toUtf8() {
    return new String(bytes, offset, size, StandardCharsets.UTF_8);
  }

  public String toBase64() {
    byte[] exact = offset == 0 && size == bytes.length ? bytes : toByteArray();
    return Base64.getEncoder().encodeToString(exact);
  }

  @Override
  public long length() {
    return size;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, offset, size);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Blob that && buffer().equals(that.buffer());
  }

  @Override
  public int hashCode() {
    return buffer().hashCode();
  }

  @Override
  public String toString() {
    return "Blob[" + size + " bytes]";
  }
}
