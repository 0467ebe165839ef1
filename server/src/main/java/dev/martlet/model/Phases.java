package dev.martlet.model;

import java.time.Duration;

/**
 * Where an invocation's time went, all on one monotonic clock.
 *
 * @param waited from arrival until an environment was its own, without the start of a new one
 * @param cold what the new environment cost, or {@link Cold#NONE}
 * @param run from the event's first byte to the answer's last
 */
public record Phases(Duration waited, Cold cold, Duration run) {
  public static final Phases NONE = new Phases(Duration.ZERO, Cold.NONE, Duration.ZERO);

  /**
   * The parts of a cold start.
   *
   * @param sandbox until the confined process was connected
   * @param init until the function's code was loaded
   */
  public record Cold(Duration sandbox, Duration init) {
    public static final Cold NONE = new Cold(Duration.ZERO, Duration.ZERO);
  }

  public boolean coldStart() {
    return !cold.equals(Cold.NONE);
  }

  /** Milliseconds rounded up, as AWS bills: the run, plus the init of a cold start. */
  public long billedMillis() {
    long nanos = run.toNanos() + cold.init().toNanos();
    return Math.max(1, Math.ceilDiv(nanos, 1_000_000));
  }
}
