package dev.martlet.logs;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The memory that lines wait in until they are written: one bound for all groups. */
final class Chunks {
  static final int CHUNK_BYTES = 32 * 1024;
  private static final long MAX_BYTES = 32L << 20;
  private static final int MAX_FREE = 64;

  private final AtomicLong used = new AtomicLong();
  private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();
  private final long max;

  Chunks() {
    this(MAX_BYTES);
  }

  Chunks(long max) {
    this.max = max;
  }

  /** An empty buffer for at least {@code bytes}; null if all memory is in use. */
  @Nullable ByteBuffer take(int bytes) {
    int size = Math.max(bytes, CHUNK_BYTES);
    if (used.addAndGet(size) > max) {
      used.addAndGet(-size);
      return null;
    }
    ByteBuffer reused = size == CHUNK_BYTES ? free.poll() : null;
    return reused == null ? ByteBuffer.allocate(size) : reused.clear();
  }

  void giveBack(ByteBuffer chunk) {
    used.addAndGet(-chunk.capacity());
    // The count of free ones is a guess when several threads ask: a few more or less do no harm.
    if (chunk.capacity() == CHUNK_BYTES && free.size() < MAX_FREE) {
      free.add(chunk);
    }
  }
}
