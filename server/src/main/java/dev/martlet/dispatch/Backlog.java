package dev.martlet.dispatch;

import dev.martlet.model.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much is queued, and since when, from memory: counted by the second in which events were
 * queued, of which there are no more than an event lives. Refuses what exceeds the bounds. Safe for
 * all threads.
 */
final class Backlog {
  private final EventLimits limits;
  private final TreeMap<Long, Long> bySecond = new TreeMap<>();
  private long count;
  private long bytes;

  Backlog(EventLimits limits, List<EventQueue.Waiting> there) {
    this.limits = limits;
    there.forEach(waiting -> change(waiting.second(), waiting.count(), waiting.bytes()));
  }

  private void change(long second, long by, long size) {
    // A second without events has no entry: null removes it.
    bySecond.merge(second, by, (was, more) -> was + more == 0 ? null : Long.valueOf(was + more));
    count += by;
    bytes += size;
  }

  /** True if there was room: then {@link #leave} must follow. */
  synchronized boolean tryEnter(QueuedEvent event) {
    if (count >= limits.count() || bytes + event.size() > limits.size().bytes()) {
      return false;
    }
    change(event.queuedAt().getEpochSecond(), 1, event.size());
    return true;
  }

  synchronized void leave(QueuedEvent event) {
    change(event.queuedAt().getEpochSecond(), -1, -event.size());
  }

  synchronized long count() {
    return count;
  }

  synchronized ByteSize size() {
    return new ByteSize(bytes);
  }

  /** Of the oldest, to the second; zero if there is none. */
  synchronized Duration age(Instant now) {
    Map.Entry<Long, Long> oldest = bySecond.firstEntry();
    long seconds = oldest == null ? 0 : now.getEpochSecond() - oldest.getKey();
    // A clock that was put back makes nothing younger than new.
    return Duration.ofSeconds(Math.max(0, seconds));
  }
}
