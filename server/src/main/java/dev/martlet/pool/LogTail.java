package dev.martlet.pool;

import dev.martlet.model.Bytes;
import java.nio.ByteBuffer;

/** The last 4 KB of an invocation's log, kept only while somebody asks for it. */
final class LogTail {
  private static final int SIZE = 4096;

  private byte[] ring = new byte[0];
  private long written;

  void begin(boolean wanted) {
    ring = wanted ? new byte[SIZE] : new byte[0];
    written = 0;
  }

  void add(ByteBuffer line) {
    if (ring.length == 0) {
      return;
    }
    ByteBuffer source = line.duplicate();
    while (source.hasRemaining()) {
      put(source.get());
    }
    put((byte) '\n');
  }

  private void put(byte octet) {
    ring[(int) (written % SIZE)] = octet;
    written++;
  }

  /** What was kept, and stops keeping. */
  Bytes end() {
    if (ring.length == 0) {
      return Bytes.EMPTY;
    }
    int length = (int) Math.min(written, SIZE);
    byte[] tail = new byte[length];
    for (int i = 0; i < length; i++) {
      tail[i] = ring[(int) ((written - length + i) % SIZE)];
    }
    ring = new byte[0];
    return Bytes.adopt(tail);
  }
}
