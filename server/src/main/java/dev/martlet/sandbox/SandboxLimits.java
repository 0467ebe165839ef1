package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;

/**
 * What a sandbox may use at most; the kernel enforces each.
 *
 * @param memory of all its processes and the files it has open; at least 16 MB
 * @param processes threads included
 * @param descriptors per process
 * @param temporary what {@code /tmp} holds; less where it is in memory, and charged to that
 */
public record SandboxLimits(
    ByteSize memory, CpuLimit cpu, int processes, int descriptors, ByteSize temporary) {
  static final ByteSize TEMPORARY = ByteSize.megabytes(512);
  private static final ByteSize LEAST_MEMORY = ByteSize.megabytes(16);
  private static final int PROCESSES = 1024;
  private static final int DESCRIPTORS = 1024;

  public SandboxLimits {
    if (memory.compareTo(LEAST_MEMORY) < 0) {
      throw new IllegalArgumentException("A sandbox needs " + LEAST_MEMORY + ", not " + memory);
    }
    if (processes < 8 || descriptors < 16) {
      throw new IllegalArgumentException("Too few processes or descriptors to start anything");
    }
    if (temporary.bytes() == 0) {
      throw new IllegalArgumentException("/tmp must hold something");
    }
  }

  /** A function's limits: 1,024 processes and descriptors, 512 MB of {@code /tmp}. */
  public static SandboxLimits ofMemory(ByteSize memory) {
    return new SandboxLimits(memory, CpuLimit.ofMemory(memory), PROCESSES, DESCRIPTORS, TEMPORARY);
  }

  /** Its part of the processors by AWS's measure, in thousandths of one. */
  public int processorShare() {
    return CpuLimit.strictlyOfMemory(memory).most();
  }

  /** The same, but with processor time in proportion to memory even if more is free. */
  public SandboxLimits strict() {
    return new SandboxLimits(
        memory, CpuLimit.strictlyOfMemory(memory), processes, descriptors, temporary);
  }
}
