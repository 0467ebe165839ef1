package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;

/**
 * What a sandbox may use at most; the kernel enforces each.
 *
 * @param memory of all its processes, its {@code /tmp} and the files it reads; at least 16 MB
 * @param processes threads included
 * @param descriptors per process
 * @param temporary what {@code /tmp} holds, less than {@code memory} because it is charged to it
 */
public record SandboxLimits(
    ByteSize memory, CpuLimit cpu, int processes, int descriptors, ByteSize temporary) {
  private static final ByteSize LEAST_MEMORY = ByteSize.megabytes(16);
  private static final ByteSize MOST_TEMPORARY = ByteSize.megabytes(512);
  private static final int PROCESSES = 1024;
  private static final int DESCRIPTORS = 1024;

  public SandboxLimits {
    if (memory.compareTo(LEAST_MEMORY) < 0) {
      throw new IllegalArgumentException("A sandbox needs " + LEAST_MEMORY + ", not " + memory);
    }
    if (processes < 8 || descriptors < 16) {
      throw new IllegalArgumentException("Too few processes or descriptors to start anything");
    }
    if (temporary.bytes() == 0 || temporary.compareTo(memory) >= 0) {
      throw new IllegalArgumentException("/tmp must be smaller than memory: " + temporary);
    }
  }

  /** A function's limits: 1,024 processes and descriptors; three quarters of memory for /tmp. */
  public static SandboxLimits ofMemory(ByteSize memory) {
    ByteSize threeQuarters = new ByteSize(memory.bytes() / 4 * 3);
    ByteSize temporary =
        threeQuarters.compareTo(MOST_TEMPORARY) < 0 ? threeQuarters : MOST_TEMPORARY;
    return new SandboxLimits(memory, CpuLimit.ofMemory(memory), PROCESSES, DESCRIPTORS, temporary);
  }

  /** The same, but with processor time in proportion to memory even if more is free. */
  public SandboxLimits strict() {
    return new SandboxLimits(
        memory, CpuLimit.strictlyOfMemory(memory), processes, descriptors, temporary);
  }
}
