package dev.martlet.runtime;

import dev.martlet.model.LogSink;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts what a function prints into lines; a line longer than a log event may be is split. Guarded
 * by the owner's lock.
 */
final class LineAssembler {
  private static final int LARGEST_KEPT = 8192;

  private final GuestOutput.Lines lines;
  private byte[] pending = new byte[512];
  private int length;

  LineAssembler(GuestOutput.Lines lines) {
    this.lines = lines;
  }

  void add(byte[] bytes, int count) {
    int from = 0;
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        complete(bytes, from, i);
        from = i + 1;
      }
    }
    keep(bytes, from, count);
  }

  /** What has no newline yet becomes a line. */
  void flush() {
    if (length > 0) {
      emitPending();
    }
  }

  private void complete(byte[] bytes, int from, int to) {
    if (length == 0) {
      lines.line(ByteBuffer.wrap(bytes, from, to - from));
    } else {
      keep(bytes, from, to);
      emitPending();
    }
  }

  private void keep(byte[] bytes, int from, int to) {
    for (int at = from; at < to; ) {
      int fits = Math.min(to - at, LogSink.MAX_EVENT_BYTES - length);
      ensure(length + fits);
      System.arraycopy(bytes, at, pending, length, fits);
      length += fits;
      at += fits;
      if (length == LogSink.MAX_EVENT_BYTES && at < to) {
        emitPending();
      }
    }
  }

  private void ensure(int capacity) {
    if (capacity > pending.length) {
      pending = Arrays.copyOf(pending, Math.max(capacity, pending.length * 2));
    }
  }

  private void emitPending() {
    lines.line(ByteBuffer.wrap(pending, 0, length));
    length = 0;
    if (pending.length > LARGEST_KEPT) {
      pending = new byte[512];
    }
  }
}
