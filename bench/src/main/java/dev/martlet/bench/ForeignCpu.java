package dev.martlet.bench;

import java.time.Duration;

/** What programs other than ours use of the processors, from when this is made. */
final class ForeignCpu {
  /** Above this share of one core a measurement says nothing. */
  static final double DISTURBING = 0.18;

  private final long begun = System.nanoTime();
  private final Duration busy = Processes.busy();
  private final Duration ours = Processes.cpuOfOurs();

  /** As a share of one core. */
  double share() {
    Duration foreign = Processes.busy().minus(busy).minus(Processes.cpuOfOurs().minus(ours));
    return Math.max(0, (double) foreign.toNanos() / (System.nanoTime() - begun));
  }

  /** What such a share has disturbed; empty if nothing. */
  static String disturbance(double share) {
    return share > DISTURBING ? "%.0f %% foreign CPU".formatted(100 * share) : "";
  }
}
