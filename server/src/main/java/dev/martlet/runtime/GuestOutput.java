package dev.martlet.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  private final @Nullable SocketChannel channel;
  private final LineAssembler assembler;
  private final ByteBuffer buffer = ByteBuffer.allocate(4096);
  private boolean ended;

  private GuestOutput(@Nullable SocketChannel channel, LineAssembler assembler) {
    this.channel = channel;
    this.assembler = assembler;
  }

  /** The output of a guest that never ran. */
  public static GuestOutput ofNobody(Lines lines) {
    return new GuestOutput(null, new LineAssembler(lines));
  }

  /** Takes over reading from the channel, which becomes non-blocking. */
  public GuestOutput(SocketChannel output, Lines lines) {
    this(output, new LineAssembler(lines));
    try {
      output.configureBlocking(false);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  SocketChannel channel() {
    return Objects.requireNonNull(channel, "Nobody writes here");
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
    if (ended || channel == null) {
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
