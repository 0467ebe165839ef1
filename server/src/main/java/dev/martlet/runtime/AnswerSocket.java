package dev.martlet.runtime;

import dev.martlet.model.Clock;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Where a guest's answers arrive, and how to wait for one. To wake a thread whose processor sleeps
 * takes as long as a short function does. So a platform thread, of which there are no more than
 * processors, first looks again and again for 0.1 ms and lets others run meanwhile; if the last
 * answer took longer, it waits at once. A virtual thread always does: when those serve, the
 * processors have other work.
 *
 * <p>Used by one thread at a time.
 */
final class AnswerSocket {
  private static final long LOOK_NANOS = 100_000;

  private final SocketChannel socket;
  private final Clock clock;
  private long lastNanos;

  /** Takes a connected socket in blocking mode. */
  AnswerSocket(SocketChannel socket, Clock clock) {
    this.socket = socket;
    this.clock = clock;
  }

  /**
   * Reads the beginning of an answer, as much of it as has come.
   *
   * @throws EOFException if the stream ends first
   */
  void begin(ByteBuffer buffer) throws IOException {
    long asked = clock.nanoTime();
    if (lastNanos > LOOK_NANOS || Thread.currentThread().isVirtual() || !look(buffer, asked)) {
      read(buffer);
    }
    lastNanos = clock.nanoTime() - asked;
  }

  /** Reads what comes next, at least a byte. */
  void read(ByteBuffer buffer) throws IOException {
    check(socket.read(buffer));
  }

  // Not relied on: who yields in vain looks more often.
  @SuppressWarnings("ThreadPriorityCheck")
  private boolean look(ByteBuffer buffer, long asked) throws IOException {
    socket.configureBlocking(false);
    try {
      int count;
      do {
        Thread.yield();
        count = socket.read(buffer);
        check(count);
      } while (count == 0 && clock.nanoTime() - asked < LOOK_NANOS);
      return count > 0;
    } finally {
      socket.configureBlocking(true);
    }
  }

  private static void check(int count) throws EOFException {
    if (count < 0) {
      throw new EOFException("the guest's stream ended");
    }
  }
}
