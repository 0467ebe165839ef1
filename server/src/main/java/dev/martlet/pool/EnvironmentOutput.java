package dev.martlet.pool;

import dev.martlet.model.Bytes;
import dev.martlet.model.Clock;
import dev.martlet.model.Invocation;
import dev.martlet.model.LogSink;
import dev.martlet.model.RequestId;
import dev.martlet.runtime.GuestOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

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

  /**
   * How much is read in one turn of the selector, some 0.2 ms, so that one flood delays neither the
   * others nor who is called.
   */
  private static final int TURN = 8 * 1024;

  private final Clock clock;
  private final LogSink.Stream stream;
  private final PlatformLines lines;
  private final GuestOutput guest;
  private final LogTail tail = new LogTail();
  private final ReentrantLock lock = new ReentrantLock();

  /** Takes over reading from what {@code guest} makes of the two descriptors. */
  EnvironmentOutput(
      Clock clock,
      LogSink.Stream stream,
      PlatformLines lines,
      Function<GuestOutput.Lines, GuestOutput> guest) {
    this.clock = clock;
    this.stream = stream;
    this.lines = lines;
    this.guest = guest.apply(this::append);
  }

  void start(Invocation invocation, String version) {
    lock.lock();
    try {
      tail.begin(invocation.tail());
      Instant now = clock.now();
      append(lines.start(invocation.id(), version, now), now);
    } finally {
      lock.unlock();
    }
  }

  /** Writes what the function printed while it loaded, so that it stands before the first START. */
  void loaded() {
    lock.lock();
    try {
      drain();
    } finally {
      lock.unlock();
    }
  }

  GuestOutput guest() {
    return guest;
  }

  /** Reads what is there; called when a channel is ready. False if both have ended. */
  boolean read() {
    lock.lock();
    try {
      return guest.read(TURN);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads all that was written before now, writes the last lines, and returns the tail.
   *
   * @param failure which the platform may have a word to say on
   */
  Bytes finish(Report report, Failure failure) {
    lock.lock();
    try {
      drain();
      Instant now = clock.now();
      append(failure.logLine(report.id(), now), now);
      append(lines.end(report.id()), now);
      append(lines.report(report, now), now);
      return tail.end();
    } finally {
      lock.unlock();
    }
  }

  /** What was started did not happen here after all. */
  void abandon(RequestId id) {
    lock.lock();
    try {
      append(
          "RequestId: " + id + " The environment was gone; the event goes to another one",
          clock.now());
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is left and closes the stream. */
  void close() {
    lock.lock();
    try {
      drain();
      stream.close();
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    guest.read(DRAIN_LIMIT);
    guest.flush();
  }

  /** Nothing is written where the platform has nothing to say. */
  private void append(String line, Instant now) {
    if (!line.isEmpty()) {
      append(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), now);
    }
  }

  private void append(ByteBuffer line) {
    append(line, clock.now());
  }

  private void append(ByteBuffer line, Instant now) {
    tail.add(line);
    stream.append(now.toEpochMilli(), line);
  }
}
