package dev.martlet.bench;

import java.time.Duration;
import java.util.List;

/**
 * What one block of load came to.
 *
 * @param rate requests per second
 * @param median of the latencies
 * @param tail their 99th percentile
 * @param serverCpu CPU per request of the server alone
 * @param foreign share of one core that programs other than ours used meanwhile
 * @param errors answers other than 2xx, and none at all
 */
record Load(
    double rate, Duration median, Duration tail, Duration serverCpu, double foreign, long errors) {
  boolean disturbed() {
    return foreign > ForeignCpu.DISTURBING;
  }

  /** What disturbed some blocks; empty if nothing. */
  static String disturbance(List<Load> loads) {
    return disturbance(loads, loads.stream().filter(Load::disturbed).count());
  }

  /**
   * The same where blocks were repeated.
   *
   * @param disturbed how many of them were disturbed each time
   */
  static String disturbance(List<Load> loads, long disturbed) {
    long errors = loads.stream().mapToLong(Load::errors).sum();
    return (errors == 0 ? "" : errors + " errors; ")
        + (disturbed == 0 ? "" : disturbed + " blocks with more than 18 % foreign CPU");
  }

  /** A line for whoever watches. */
  @Override
  public String toString() {
    return "%8.0f/s  p50 %6.0f µs  p99 %7.0f µs  CPU %5.1f µs  foreign %3.0f %%%s"
        .formatted(
            rate,
            Figures.micros(median),
            Figures.micros(tail),
            Figures.micros(serverCpu),
            100 * foreign,
            errors == 0 ? "" : "  " + errors + " ERRORS");
  }
}
