package dev.martlet.pool;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The most memory that an environment has used. To ask takes a twentieth of the time that the
 * platform has for a short invocation, so of many within a moment one asks for all.
 *
 * <p>Used by one thread at a time.
 */
final class PeakMemory {
  static final Duration MOMENT = Duration.ofMillis(10);

  private final Clock clock;
  private final Supplier<ByteSize> kernel;
  private ByteSize known = new ByteSize(0);
  private long asked;

  PeakMemory(Clock clock, Supplier<ByteSize> kernel) {
    this.clock = clock;
    this.kernel = kernel;
    this.asked = clock.nanoTime() - MOMENT.toNanos();
  }

  /** What it was a moment ago, or is now. */
  ByteSize recent() {
    return clock.nanoTime() - asked < MOMENT.toNanos() ? known : now();
  }

  ByteSize now() {
    known = kernel.get();
    asked = clock.nanoTime();
    return known;
  }
}
