package dev.martlet.bench;

import java.time.Duration;

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
  /** Above this share of foreign CPU a block says nothing. */
  static final double DISTURBED = 0.18;

  boolean disturbed() {
    return foreign > DISTURBED;
  }
}
