package dev.martlet.guest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Collects an answer behind the room for its header, so that both leave with one write. */
final class AnswerBuffer extends ByteArrayOutputStream {
  AnswerBuffer() {
    super(1024);
    count = Frames.HEADER_BYTES;
  }

  @Override
  public synchronized void reset() {
    count = Frames.HEADER_BYTES;
  }

  /** How much was written to it. */
  synchronized int length() {
    return count - Frames.HEADER_BYTES;
  }

  synchronized void writeFrame(OutputStream target, int kind, int id, int headLength)
      throws IOException {
    ByteBuffer.wrap(buf)
        .putInt(length())
        .putInt(id)
        .putShort((short) kind)
        .putShort((short) headLength);
    target.write(buf, 0, count);
  }
}
