package dev.martlet.guest;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame that came from the platform. Its bytes are its own, so a function may keep them. */
final class Frame {
  private final int id;
  private final byte[] bytes;
  private final int headLength;

  /**
   * Takes a frame apart.
   *
   * @param bytes head and payload; not copied
   */
  Frame(int id, byte[] bytes, int headLength) {
    this.id = id;
    this.bytes = bytes;
    this.headLength = headLength;
  }

  int id() {
    return id;
  }

  /** The big-endian number with which the head begins. */
  long headNumber() {
    return ByteBuffer.wrap(bytes).getLong();
  }

  /** The texts in the head, which begin at {@code from}. */
  String[] headText(int from) {
    return new String(bytes, from, headLength - from, StandardCharsets.UTF_8).split("\0", -1);
  }

  ByteArrayInputStream payload() {
    return new ByteArrayInputStream(bytes, headLength, bytes.length - headLength);
  }
}
