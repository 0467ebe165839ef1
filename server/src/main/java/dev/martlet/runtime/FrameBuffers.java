package dev.martlet.runtime;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
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
  private final AtomicReference<@Nullable Kept> top = new AtomicReference<>();

  private record Kept(ByteBuffer buffer, @Nullable Kept below, int height) {}

  /** Whoever takes it gives it back when nothing reads or writes it any more. */
  ByteBuffer take() {
    Kept kept = top.get();
    while (kept != null && !top.compareAndSet(kept, kept.below())) {
      kept = top.get();
    }
    return kept == null ? ByteBuffer.allocateDirect(BYTES) : kept.buffer().clear();
  }

  void giveBack(ByteBuffer buffer) {
    Kept below = top.get();
    while (height(below) < MOST_KEPT && !top.compareAndSet(below, on(below, buffer))) {
      below = top.get();
    }
  }

  private static Kept on(@Nullable Kept below, ByteBuffer buffer) {
    return new Kept(buffer, below, height(below) + 1);
  }

  private static int height(@Nullable Kept kept) {
    return kept == null ? 0 : kept.height();
  }
}
