package dev.martlet.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

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

  private final List<Source> sources;
  private final ByteBuffer buffer = ByteBuffer.allocate(4096);

  /** One of the two descriptors. */
  private static final class Source {
    private final SocketChannel channel;
    private final LineAssembler assembler;
    private boolean ended;

    Source(SocketChannel channel, Lines lines) {
      this.channel = channel;
      this.assembler = new LineAssembler(lines);
    }
  }

  /** Takes over reading from the two channels, which become non-blocking. */
  public GuestOutput(SocketChannel stdout, SocketChannel stderr, Lines lines) {
    try {
      stdout.configureBlocking(false);
      stderr.configureBlocking(false);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
    sources = List.of(new Source(stdout, lines), new Source(stderr, lines));
  }

  List<SocketChannel> channels() {
    return sources.stream().map(source -> source.channel).toList();
  }

  /** Whether this descriptor has ended, as far as somebody has read. */
  boolean ended(SocketChannel channel) {
    return sources.stream().anyMatch(source -> source.channel.equals(channel) && source.ended);
  }

  /**
   * Reads until nothing is there, or about {@code most} bytes of each descriptor.
   *
   * @return false once both have ended
   */
  public boolean read(int most) {
    boolean open = false;
    for (Source source : sources) {
      drain(source, most);
      open |= !source.ended;
    }
    return open;
  }

  /** What has no newline yet becomes a line. */
  public void flush() {
    sources.forEach(source -> source.assembler.flush());
  }

  private void drain(Source source, int most) {
    int count = read(source);
    for (int total = count; count > 0; total += count) {
      source.assembler.add(buffer.array(), count);
      count = total < most ? read(source) : 0;
    }
  }

  private int read(Source source) {
    if (source.ended) {
      return -1;
    }
    try {
      int count = source.channel.read(buffer.clear());
      source.ended = count < 0;
      return count;
    } catch (IOException gone) {
      // The other side died in the middle of a write: that is the end of what there is to read.
      source.ended = true;
      return -1;
    }
  }
}
