package dev.martlet.runtime;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads lines and bytes from one connection, through one buffer of 8 KiB. Of a line only the
 * beginning is kept, so that memory does not grow with what somebody sends; and lines cost
 * patience, for taking them apart costs us more than sending them costs the guest. For one thread.
 */
final class HttpInput {
  /** How much of a line is kept. */
  static final int KEPT_LINE = 8 * 1024;

  private static final int BUFFER_BYTES = 8 * 1024;

  /** What one piece of patience buys, in bytes; a line costs as much as {@value #LINE} of them. */
  private static final int PIECE = 16 * 1024;

  private static final int LINE = 32;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private final Patience patience;
  private int lineBytes;
  private int unpaid;
  private boolean free;

  HttpInput(SocketChannel channel, Patience patience) {
    this.channel = channel;
    this.patience = patience;
  }

  /** Whether lines cost nothing now: those of a body that we want, and bound otherwise. */
  void free(boolean now) {
    free = now;
  }

  /** Waits for the first byte of something; false if the connection ends instead. */
  boolean awaitMore() throws IOException {
    return buffer.hasRemaining() || fill();
  }

  /**
   * Reads a line and drops its end, which is a line feed with or without a carriage return.
   *
   * @param most how long it may be, in bytes, its end included
   * @throws BadHttpException if it is longer, or has control characters in it
   */
  String line(int most) throws IOException {
    byte[] kept = new byte[128];
    int length = 0;
    boolean ending = false;
    for (int read = 1; read <= most; read++) {
      byte next = next();
      if (next == '\n') {
        lineBytes = read;
        pay();
        return new String(kept, 0, length, StandardCharsets.ISO_8859_1);
      }
      if (ending || next == 0x7f || (next >= 0 && next < ' ' && next != '\t' && next != '\r')) {
        throw new BadHttpException("A control character in the head");
      }
      ending = next == '\r';
      if (!ending && length < KEPT_LINE) {
        if (length == kept.length) {
          kept = Arrays.copyOf(kept, 2 * length);
        }
        kept[length++] = next;
      }
    }
    throw new BadHttpException("A head that is too long");
  }

  /** How long the last line was, with all that was not kept of it. */
  int lineBytes() {
    return lineBytes;
  }

  private void pay() throws IOException {
    unpaid += free ? 0 : lineBytes + LINE;
    if (unpaid >= PIECE && !patience.spend(unpaid / PIECE)) {
      throw new IOException("The guest sends too many lines");
    }
    unpaid %= PIECE;
  }

  private byte next() throws IOException {
    if (!awaitMore()) {
      throw new EOFException("The connection ended in the middle of a request");
    }
    return buffer.get();
  }

  /** Reads what is there, at least one byte and at most {@code most}. */
  int read(byte[] target, int offset, int most) throws IOException {
    if (!buffer.hasRemaining() && most >= BUFFER_BYTES) {
      int count = channel.read(ByteBuffer.wrap(target, offset, Math.min(most, 8 * BUFFER_BYTES)));
      if (count < 0) {
        throw new EOFException("The connection ended in the middle of a body");
      }
      return count;
    }
    if (!awaitMore()) {
      throw new EOFException("The connection ended in the middle of a body");
    }
    int count = Math.min(most, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    buffer.flip();
    return count > 0;
  }
}
