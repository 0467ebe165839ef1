package dev.martlet.runtime;

import dev.martlet.model.Bytes;
import dev.martlet.model.Invocation;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One exchange with a guest: writes a frame and reads the one that answers it, through one direct
 * buffer. A frame that fits the buffer costs one write; an answer that fits and has arrived whole
 * costs one read. Longer ones go through it piece by piece, so that memory grows with what has
 * arrived and never with what a header claims.
 *
 * <p>The two directions share the buffer because they take turns: a guest speaks only when asked,
 * and the write leaves the buffer empty for the read that follows.
 */
final class FrameChannel implements AutoCloseable {
  private final WritableByteChannel events;
  private final SocketChannel answers;
  private final FrameBuffers buffers;
  private final ByteBuffer buffer;

  /** Leaves the channels open when it is closed. */
  FrameChannel(WritableByteChannel events, SocketChannel answers, FrameBuffers buffers) {
    this.events = events;
    this.answers = answers;
    this.buffers = buffers;
    this.buffer = buffers.take();
  }

  /** One frame that came from the guest. */
  record Received(int kind, String head, Bytes payload) {}

  void write(int kind, int id, byte[] head, Bytes payload) throws IOException {
    buffer
        .clear()
        .putInt(head.length + payload.length())
        .putInt(id)
        .putShort((short) kind)
        .putShort((short) head.length);
    put(ByteBuffer.wrap(head));
    put(payload.buffer());
    flush();
  }

  private void put(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int piece = Math.min(source.remaining(), buffer.remaining());
      buffer.put(buffer.position(), source, source.position(), piece);
      buffer.position(buffer.position() + piece);
      source.position(source.position() + piece);
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      events.write(buffer);
    }
    buffer.clear();
  }

  /**
   * Waits for the one frame that answers {@code id}.
   *
   * @throws EOFException if the stream ends first
   * @throws MalformedFrameException if what comes is anything else
   */
  Received read(int id) throws IOException {
    while (buffer.position() < Frame.HEADER_BYTES) {
      fill();
    }
    buffer.flip();
    int length = buffer.getInt();
    int answered = buffer.getInt();
    int kind = Short.toUnsignedInt(buffer.getShort());
    int head = Short.toUnsignedInt(buffer.getShort());
    check(answered == id, "a frame with a wrong id");
    check(kind >= Frame.READY && kind <= Frame.LAST_ERROR, "a frame of an unknown kind");
    check(head <= Frame.MAX_ERROR_TYPE && head <= length, "a frame with a wrong head");
    check(length - head <= Invocation.MAX_ANSWER_BYTES, "a frame too long");
    byte[] body = body(length);
    check(!buffer.hasRemaining(), "more than it was asked for");
    return new Received(
        kind,
        new String(body, 0, head, StandardCharsets.UTF_8),
        Bytes.adopt(body, head, length - head));
  }

  // The buffer holds what came with the header; it is left holding what came after the body.
  private byte[] body(int length) throws IOException {
    byte[] body = new byte[Math.min(length, FrameBuffers.BYTES)];
    int filled = 0;
    while (true) {
      int piece = Math.min(buffer.remaining(), length - filled);
      if (filled + piece > body.length) {
        body = Arrays.copyOf(body, (int) Math.min(length, 2L * (filled + piece)));
      }
      buffer.get(body, filled, piece);
      filled += piece;
      if (filled == length) {
        return body;
      }
      buffer.clear();
      fill();
      buffer.flip();
    }
  }

  private void fill() throws IOException {
    if (answers.read(buffer) < 0) {
      throw new EOFException("the guest's stream ended");
    }
  }

  @Override
  public void close() {
    buffers.giveBack(buffer);
  }

  private static void check(boolean holds, String complaint) throws MalformedFrameException {
    if (!holds) {
      throw new MalformedFrameException(complaint);
    }
  }
}
