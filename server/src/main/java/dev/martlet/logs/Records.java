package dev.martlet.logs;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The format of segments: records of a length, a checksum of what follows, and a body. A body is
 * either an event, {@code 1, stream (4 bytes), millis (8), text}, or the name of a stream, {@code
 * 2, stream (4), created millis (8), name}, which precedes its events in every batch: so a segment
 * can be read without any other.
 */
final class Records {
  static final byte EVENT = 1;
  static final byte STREAM = 2;
  static final int FRAME_BYTES = 8;
  static final int BODY_HEAD_BYTES = 13;
  static final int OVERHEAD_BYTES = FRAME_BYTES + BODY_HEAD_BYTES;

  /** Longest body that is believed: an event's, and some room for a stream's name. */
  static final int MAX_BODY_BYTES = BODY_HEAD_BYTES + 262_144;

  private Records() {}

  /** Writes a record; {@code target} is a heap buffer with room for it. Consumes {@code text}. */
  static void write(
      ByteBuffer target, CRC32C crc, byte kind, int stream, long millis, ByteBuffer text) {
    int start = target.position();
    int length = BODY_HEAD_BYTES + text.remaining();
    target.position(start + FRAME_BYTES);
    target.put(kind).putInt(stream).putLong(millis).put(text);
    crc.reset();
    crc.update(target.array(), target.arrayOffset() + start + FRAME_BYTES, length);
    target.putInt(start, length).putInt(start + Integer.BYTES, (int) crc.getValue());
  }

  /** Whether a whole, undamaged record with this length starts at {@code position}. */
  static boolean isIntact(ByteBuffer source, CRC32C crc, int position, int length) {
    crc.reset();
    crc.update(source.array(), source.arrayOffset() + position + FRAME_BYTES, length);
    return (int) crc.getValue() == source.getInt(position + Integer.BYTES);
  }
}
