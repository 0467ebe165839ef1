package dev.martlet.dispatch;

import dev.martlet.model.ByteSize;
import dev.martlet.model.FunctionArn;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much is queued, and since when, from memory: counted by the second in which events were
 * queued, of which there are no more than an event lives. Refuses what exceeds the bounds, and what
 * would give one function more than half of either. Safe for all threads.
 */
final class Backlog {
  private final EventLimits limits;

  /** Shared by changes, each of which is one of the queue and one here; alone for a recount. */
  private final ReadWriteLock steadiness = new ReentrantReadWriteLock();

  private final TreeMap<Long, Long> bySecond = new TreeMap<>();
  private final Map<FunctionArn, Load> byFunction = new HashMap<>();
  private Load all = Load.NONE;

  private record Load(long count, long bytes) {
    private static final Load NONE = new Load(0, 0);

    Load plus(long more, long moreBytes) {
      return new Load(count + more, bytes + moreBytes);
    }

    boolean within(long most, long mostBytes) {
      return count <= most && bytes <= mostBytes;
    }
  }

  Backlog(EventLimits limits, List<EventQueue.Waiting> there) {
    this.limits = limits;
    add(there);
  }

  private void add(List<EventQueue.Waiting> there) {
    there.forEach(
        waiting -> change(waiting.function(), waiting.second(), waiting.count(), waiting.bytes()));
  }

  /**
   * Changes the queue and what is counted here, both or neither as far as a recount sees. Must not
   * be called within itself.
   */
  <T> T changing(Supplier<T> change) {
    steadiness.readLock().lock();
    try {
      return change.get();
    } finally {
      steadiness.readLock().unlock();
    }
  }

  /** Counts anew while nothing changes. {@code look} reads what there is. */
  void recount(Supplier<List<EventQueue.Waiting>> look) {
    steadiness.writeLock().lock();
    try {
      reset(look.get());
    } finally {
      steadiness.writeLock().unlock();
    }
  }

  private synchronized void reset(List<EventQueue.Waiting> there) {
    bySecond.clear();
    byFunction.clear();
    all = Load.NONE;
    add(there);
  }

  private void change(FunctionArn function, long second, long by, long size) {
    // A second without events has no entry: null removes it.
    bySecond.merge(second, by, (was, more) -> was + more == 0 ? null : Long.valueOf(was + more));
    byFunction.compute(function, (_, load) -> orNull(of(load).plus(by, size)));
    all = all.plus(by, size);
  }

  private static Load of(@Nullable Load load) {
    return load == null ? Load.NONE : load;
  }

  private static @Nullable Load orNull(Load load) {
    return load.count() == 0 ? null : load;
  }

  /** Empty if there was room: then {@link #leave} must follow. Else why not. */
  synchronized Optional<String> tryEnter(QueuedEvent event) {
    Load mine = of(byFunction.get(event.function()));
    if (!all.plus(1, event.size()).within(limits.count(), limits.size().bytes())) {
      return Optional.of(
          "The queue of asynchronous invocations is full: it keeps %,d events of %s together."
              .formatted(limits.count(), limits.size()));
    }
    // The first one always: half of the bytes may be less than the largest event.
    if (mine.count() > 0
        && !mine.plus(1, event.size()).within(limits.count() / 2, limits.size().bytes() / 2)) {
      return Optional.of(
          "One function may have half of the queue of asynchronous invocations, and it has: the"
              + " queue"
              + " keeps %,d events of %s together.".formatted(limits.count(), limits.size()));
    }
    change(event.function(), event.queuedAt().getEpochSecond(), 1, event.size());
    return Optional.empty();
  }

  synchronized void leave(QueuedEvent event) {
    change(event.function(), event.queuedAt().getEpochSecond(), -1, -event.size());
  }

  synchronized long count() {
    return all.count();
  }

  synchronized ByteSize size() {
    return new ByteSize(all.bytes());
  }

  /** When the oldest was queued, to the second. */
  synchronized Optional<Instant> oldest() {
    return bySecond.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(bySecond.firstKey()));
  }
}
