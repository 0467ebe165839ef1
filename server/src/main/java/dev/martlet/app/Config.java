package dev.martlet.app;

import dev.martlet.dispatch.EventLimits;
import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Region;
import dev.martlet.sandbox.Isolation;
import dev.martlet.store.DatabaseUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting of the platform, typed and checked; never changes while it runs. What each one
 * means, and its default, stands in {@link Settings}; {@code docs/limits.md} tells it to users.
 */
record Config(
    Path data,
    Optional<DatabaseUrl> database,
    Doorstep doorstep,
    int gatewayPort,
    List<Region> regions,
    AccountId account,
    boolean dev,
    int concurrency,
    ByteSize memory,
    Duration admissionWait,
    int eventsConcurrency,
    int eventsQueueLength,
    ByteSize eventsQueueSize,
    Duration freezeAfter,
    Duration keepAlive,
    Map<String, String> substitutes,
    Optional<Isolation.Level> isolation,
    Optional<String> cgroupParent,
    boolean strictCpu,
    Optional<ByteSize> temporaryDisk,
    int logRetentionDays,
    ByteSize logGroupSize,
    Duration shutdownGrace) {

  Config {
    regions = List.copyOf(regions);
    substitutes = Map.copyOf(substitutes);
  }

  /** Of everything, events get at most half: synchronous callers wait for their answers. */
  EventLimits eventLimits() {
    return new EventLimits(
        eventsQueueLength,
        eventsQueueSize,
        Math.clamp(accountConcurrency() / 2, 1, eventsConcurrency),
        ByteSize.megabytes(Math.max(1, memory.toMegabytes() / 2)));
  }

  /** The environments that the account may have at once: bounded by count and by memory. */
  int accountConcurrency() {
    return (int) Math.min(concurrency, memory.toMegabytes() / 128);
  }
}
