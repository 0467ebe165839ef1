package dev.martlet.runtime;

import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/**
 * The direct buffers that frames go through, each lent for one exchange. An environment that owned
 * one would leave it to the collector when it ends, which comes by too seldom for what is outside
 * of the heap.
 *
 * <p>Safe for use by many threads.
 */
public final class FrameBuffers {
  static final int BYTES = 32 * 1024;

  /** What more exchanges than these needed at once is left to the collector. */
  static final int MOST_KEPT = 64;

  // The last one given back comes first: it is still in the processor's cache.
  private final LinkedBlockingDeque<ByteBuffer> free = new LinkedBlockingDeque<>(MOST_KEPT);

  /** Whoever takes it gives it back when nothing reads or writes it any more. */
  ByteBuffer take() {
    @Nullable ByteBuffer kept = free.pollFirst();
    return kept == null ? ByteBuffer.allocateDirect(BYTES) : kept.clear();
  }

  void giveBack(ByteBuffer buffer) {
    free.offerFirst(buffer);
  }
}
