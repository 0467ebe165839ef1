package dev.martlet.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Reads a segment's file from its start, record by record, up to the first that is torn or damaged.
 * Holds one window of the file in memory. For one thread.
 */
final class SegmentReader {
  private static final int WINDOW_BYTES = 512 * 1024;

  private final Map<Integer, String> names = new HashMap<>();
  private final CRC32C crc = new CRC32C();
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;

  /** Is shown what a segment holds. */
  interface Visitor {
    /** A stream appears; its events will follow. */
    default void stream(String name, long createdMillis) {}

    /**
     * An event.
     *
     * @param offset where its record starts in the file
     * @param text is valid during the call only
     * @return whether to go on
     */
    boolean event(long offset, long millis, String stream, ByteBuffer text);
  }

  /**
   * Shows what is in the first {@code size} bytes of {@code file}.
   *
   * @return where the last whole record ends, or the last one shown if the visitor stopped
   */
  long read(Path file, long size, Visitor visitor) throws IOException {
    long offset = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (has(channel, offset, Records.FRAME_BYTES, size)) {
        int length = window.getInt(at(offset));
        if (length < Records.BODY_HEAD_BYTES
            || length > Records.MAX_BODY_BYTES
            || !has(channel, offset, Records.FRAME_BYTES + length, size)
            || !Records.isIntact(window, crc, at(offset), length)) {
          return offset;
        }
        boolean more = show(offset, length, visitor);
        offset += Records.FRAME_BYTES + length;
        if (!more) {
          return offset;
        }
      }
    }
    return offset;
  }

  private boolean show(long offset, int length, Visitor visitor) {
    int body = at(offset) + Records.FRAME_BYTES;
    byte kind = window.get(body);
    int stream = window.getInt(body + 1);
    long millis = window.getLong(body + 1 + Integer.BYTES);
    ByteBuffer text =
        window.slice(body + Records.BODY_HEAD_BYTES, length - Records.BODY_HEAD_BYTES);
    if (kind == Records.STREAM) {
      String name = StandardCharsets.UTF_8.decode(text).toString();
      names.put(stream, name);
      visitor.stream(name, millis);
      return true;
    }
    String name = names.get(stream);
    return name == null || visitor.event(offset, millis, name, text);
  }

  private int at(long offset) {
    return (int) (offset - windowStart);
  }

  /** Brings {@code length} bytes at {@code offset} into the window; false if there are fewer. */
  private boolean has(FileChannel channel, long offset, int length, long size) throws IOException {
    if (offset + length > size) {
      return false;
    }
    if (offset + length > windowStart + window.limit()) {
      ByteBuffer next = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, size - offset));
      for (long from = offset; next.hasRemaining(); from = offset + next.position()) {
        if (channel.read(next, from) < 0) {
          break;
        }
      }
      window = next.flip();
      windowStart = offset;
    }
    return window.limit() >= at(offset) + length;
  }
}
