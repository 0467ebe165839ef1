package dev.martlet.pool;

import dev.martlet.model.ByteSize;
import java.time.Duration;

/**
 * What bounds the pool.
 *
 * @param memory of all live environments together, by their functions' configured sizes
 * @param starts how many may start at once
 * @param enough how many environments of one version are enough to keep all processors busy
 * @param longestWait how long an invocation waits for memory or for its turn to start
 * @param freezeAfter how long an idle environment runs on before it is frozen
 * @param keepAlive how long an idle environment is kept
 */
public record PoolLimits(
    ByteSize memory,
    int starts,
    int enough,
    Duration longestWait,
    Duration freezeAfter,
    Duration keepAlive) {
  public PoolLimits {
    if (memory.bytes() == 0
        || starts < 1
        || enough < 1
        || longestWait.isNegative()
        || freezeAfter.isNegative()
        || !keepAlive.isPositive()) {
      throw new IllegalArgumentException("No environment could ever run within these limits");
    }
  }
}
