package dev.martlet.dispatch;

import dev.martlet.model.ByteSize;

/**
 * What bounds asynchronous invocations.
 *
 * @param count the most that are queued, those being tried included
 * @param size the most that their payloads and contexts have together
 * @param concurrency how many are tried at once
 * @param memory of the functions tried at once, by their configured sizes; a larger function is
 *     tried alone
 */
public record EventLimits(long count, ByteSize size, int concurrency, ByteSize memory) {
  public EventLimits {
    if (count < 1 || size.bytes() == 0 || concurrency < 1 || memory.toMegabytes() < 1) {
      throw new IllegalArgumentException("No event could ever run within these limits");
    }
  }
}
