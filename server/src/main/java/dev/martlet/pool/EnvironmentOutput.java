package dev.martlet.pool;

import dev.martlet.model.Bytes;
import dev.martlet.model.Clock;
import dev.martlet.model.Invocation;
import dev.martlet.model.LogSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one environment writes to its descriptors 1 and 2, and the platform's lines around it, in
 * order, into its log stream. Two threads meet here, the one that selects over all environments and
 * the invocation's own: the output lock orders them, and nothing blocks under it.
 */
final class EnvironmentOutput {
  /**
   * How much is read after an answer at most: a function that never stops printing must not keep
   * its caller waiting for the end of it.
   */
  private static final int DRAIN_LIMIT = 8 << 20;

  /** How much is read in one turn of the selector, so that one flood does not delay the others. */
  private static final int TURN = 64 * 1024;

  private final Clock clock;
  private final LogSink.Stream stream;
  private final PlatformLines lines;
  private final List<Source> sources;
  private final ByteBuffer buffer = ByteBuffer.allocate(4096);
  private final LogTail tail = new LogTail();
  private final ReentrantLock lock = new ReentrantLock();

  /** One of the two descriptors. */
  private final class Source {
    private final SocketChannel channel;
    private final LineAssembler assembler = new LineAssembler(EnvironmentOutput.this::append);
    private boolean ended;

    Source(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * Takes over reading from the channels.
   *
   * @param channels descriptors 1 and 2, non-blocking
   */
  EnvironmentOutput(
      Clock clock, LogSink.Stream stream, PlatformLines lines, List<SocketChannel> channels) {
    this.clock = clock;
    this.stream = stream;
    this.lines = lines;
    this.sources = channels.stream().map(Source::new).toList();
  }

  void start(Invocation invocation, String version) {
    lock.lock();
    try {
      tail.begin(invocation.tail());
      append(lines.start(invocation.id(), version, clock.now()));
    } finally {
      lock.unlock();
    }
  }

  /** Reads what is there; called when a channel is ready. False if both have ended. */
  boolean read() {
    lock.lock();
    try {
      drain(TURN);
      return sources.stream().anyMatch(source -> !source.ended);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads all that was written before now, writes the last lines, and returns the tail.
   *
   * @param message the platform's own word on a failure; empty if there is none
   */
  Bytes finish(Report report, String message) {
    lock.lock();
    try {
      drain(DRAIN_LIMIT);
      sources.forEach(source -> source.assembler.flush());
      if (!message.isEmpty()) {
        append(message);
      }
      String end = lines.end(report.id());
      if (!end.isEmpty()) {
        append(end);
      }
      append(lines.report(report, clock.now()));
      return tail.end();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is left and closes the stream. */
  void close() {
    lock.lock();
    try {
      drain(DRAIN_LIMIT);
      sources.forEach(source -> source.assembler.flush());
      stream.close();
    } finally {
      lock.unlock();
    }
  }

  private void drain(int most) {
    for (Source source : sources) {
      drain(source, most);
    }
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
    } catch (IOException closed) {
      // The other side is gone in the middle of a write: that is the end of what there is to read.
      source.ended = true;
      return -1;
    }
  }

  private void append(String line) {
    append(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
  }

  private void append(ByteBuffer line) {
    tail.add(line);
    stream.append(clock.now().toEpochMilli(), line);
  }
}
