package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.util.OptionalLong;

/**
 * How much processor time a sandbox gets.
 *
 * @param weight its part while sandboxes want more than there is: what counts is the ratio to
 *     theirs; from 1 to 10,000
 * @param most the time it gets at most, in thousandths of one processor's; at least 10
 */
record CpuLimit(int weight, int most) {
  static final int ONE_PROCESSOR = 1000;
  private static final int MOST_WEIGHT = 10_000;
  private static final int LEAST_TIME = 10;

  /** Long enough that a short handler runs through in one go, however little its quota is. */
  static final long PERIOD_MICROS = 100_000;

  /** The memory for which AWS gives one processor. */
  private static final long MEGABYTES_FOR_ONE = 1769;

  CpuLimit {
    if (weight < 1 || weight > MOST_WEIGHT || most < LEAST_TIME) {
      throw new IllegalArgumentException("No such part of a processor: " + weight + ", " + most);
    }
  }

  /** In proportion to memory, as on AWS, but never less than one processor if that is free. */
  static CpuLimit ofMemory(ByteSize memory) {
    CpuLimit strict = strictlyOfMemory(memory);
    return new CpuLimit(strict.weight(), Math.max(strict.most(), ONE_PROCESSOR));
  }

  /** In proportion to memory, as on AWS, even if more is free. */
  static CpuLimit strictlyOfMemory(ByteSize memory) {
    long megabytes = memory.toMegabytes();
    int weight = Math.clamp(megabytes, 1, MOST_WEIGHT);
    return new CpuLimit(
        weight,
        Math.clamp(megabytes * ONE_PROCESSOR / MEGABYTES_FOR_ONE, LEAST_TIME, Integer.MAX_VALUE));
  }

  /**
   * What it may run in each {@link #PERIOD_MICROS}; empty if it cannot reach that on so many
   * processors: keeping to a quota costs the kernel time.
   */
  OptionalLong quotaMicros(int processors) {
    return most < processors * ONE_PROCESSOR
        ? OptionalLong.of(PERIOD_MICROS * most / ONE_PROCESSOR)
        : OptionalLong.empty();
  }
}
