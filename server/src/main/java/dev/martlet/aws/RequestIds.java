package dev.martlet.aws;

import dev.martlet.model.RequestId;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes request ids: UUIDs, version 4. They are names, not secrets. */
final class RequestIds {
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final RandomGenerator random;

  /**
   * @param random safe for all threads
   */
  RequestIds(RandomGenerator random) {
    this.random = random;
  }

  RequestId next() {
    long high = (random.nextLong() & ~0xf000L) | VERSION_4;
    long low = (random.nextLong() >>> 2) | VARIANT;
    return new RequestId(new UUID(high, low).toString());
  }
}
