package dev.martlet.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What one guest writes to its descriptors 1 and 2, cut into lines. Never blocks. Not safe for
 * several threads at once: its owner's lock orders them.
 */
public final class GuestOutput {
  /** Gets each line without its newline; the buffer is valid during the call only. */
  @FunctionalInterface
  public interface Lines {
    void line(ByteBuffer line);
  }

  private final SocketChannel channel;
  private final LineAssembler assembler;
  private final ByteBuffer buffer = ByteBuffer.allocate(4096);
  private boolean ended;

  /** Takes over reading from the channel, which becomes non-blocking. */
  public GuestOutput(SocketChannel output, Lines lines) {
    try {
      output.configureBlocking(false);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
    channel = output;
    assembler = new LineAssembler(lines);
  }

  SocketChannel channel() {
    return channel;
  }

  /**
   * Reads until nothing is there, or about {@code most} bytes.
   *
   * @return false once it has ended
   */
  public boolean read(int most) {
    int count = read();
    for (int total = count; count > 0; total += count) {
      assembler.add(buffer.array(), count);
      count = total < most ? read() : 0;
    }
    return !ended;
  }

  /** What has no newline yet becomes a line. */
  public void flush() {
    assembler.flush();
  }

  private int read() {
    if (ended) {
      return -1;
    }
    try {
      int count = channel.read(buffer.clear());
      ended = count < 0;
      return count;
    } catch (IOException gone) {
      // The other side died in the middle of a write: that is the end of what there is to read.
      ended = true;
      return -1;
    }
  }
}
