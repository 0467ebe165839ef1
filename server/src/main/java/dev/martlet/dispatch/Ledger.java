package dev.martlet.dispatch;

import dev.martlet.dispatch.EventQueue.Waiting;
import dev.martlet.model.ByteSize;
import dev.martlet.model.FunctionArn;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How much is queued, and since when, from memory. Refuses what exceeds the bounds, and what would
 * give one function more than half of either.
 *
 * <p>An event counts from when it enters until its end. Whoever changes it on disk has it in hand
 * meanwhile, so that a {@link #recount} need not keep anybody waiting: what was in hand at any time
 * of it counts as it is known here, all else as it is on disk. Safe for all threads; nothing here
 * waits for a disk while it has the lock.
 */
final class Ledger {
  private final EventLimits limits;

  /** What is being added or tried here, and, until a recount is over, what was. */
  private final Map<EventId, InHand> inHand = new HashMap<>();

  private Tally tally = new Tally();
  private boolean recounting;

  private static final class InHand {
    private final Waiting event;

    /** More than one while an addition's or an older attempt's end is not yet known here. */
    private int hands;

    private boolean over;

    InHand(Waiting event) {
      this.event = event;
    }
  }

  Ledger(EventLimits limits) {
    this.limits = limits;
  }

  /**
   * Empty if there is room: then the event counts and is in hand, and {@link #letGo} or {@link
   * #end} must follow. Else why not.
   */
  synchronized Optional<String> tryEnter(QueuedEvent event) {
    Tally.Load mine = tally.of(event.function());
    if (!tally.all().plus(1, event.size()).within(limits.count(), limits.size().bytes())) {
      return Optional.of(
          "The queue of asynchronous invocations is full: it keeps %,d events of %s together."
              .formatted(limits.count(), limits.size()));
    }
    // The first one always: half of the bytes may be less than the largest event.
    if (mine.count() > 0
        && !mine.plus(1, event.size()).within(limits.count() / 2, limits.size().bytes() / 2)) {
      return Optional.of(
          "One function may have half of the queue of asynchronous invocations, and it has:"
              + " the queue keeps %,d events of %s together."
                  .formatted(limits.count(), limits.size()));
    }
    take(event);
    tally.add(Waiting.of(event));
    return Optional.empty();
  }

  /** Takes a queued event in hand; {@link #letGo} or {@link #end} must follow. */
  synchronized void take(QueuedEvent event) {
    inHand.computeIfAbsent(event.id(), absent -> new InHand(Waiting.of(event))).hands++;
  }

  /** It is no more in hand, and stays queued. */
  synchronized void letGo(QueuedEvent event) {
    InHand mine = Objects.requireNonNull(inHand.get(event.id()), "in hand");
    mine.hands--;
    if (mine.hands == 0 && !recounting) {
      inHand.remove(event.id());
    }
  }

  /** It is no more in hand, and not on disk, or no more. */
  synchronized void end(QueuedEvent event) {
    InHand mine = Objects.requireNonNull(inHand.get(event.id()), "in hand");
    // Where an addition's end was not known for sure, two may come to know it.
    if (!mine.over) {
      mine.over = true;
      tally.remove(mine.event);
    }
    letGo(event);
  }

  /**
   * Counts anew while events come and go. Meanwhile none may be taken in hand that is queued
   * already, nor another recount begin.
   *
   * @param disk tells what is there, each event as it is when it is read
   */
  void recount(Consumer<Consumer<Waiting>> disk) {
    setRecounting(true);
    try {
      Tally found = new Tally();
      disk.accept(
          event -> {
            if (!isInHand(event)) {
              found.add(event);
            }
          });
      replace(found);
    } finally {
      setRecounting(false);
    }
  }

  private synchronized void setRecounting(boolean now) {
    recounting = now;
    inHand.values().removeIf(each -> each.hands == 0);
  }

  private synchronized boolean isInHand(Waiting event) {
    return inHand.containsKey(event.id());
  }

  private synchronized void replace(Tally found) {
    inHand.values().stream().filter(each -> !each.over).forEach(each -> found.add(each.event));
    tally = found;
  }

  synchronized long count() {
    return tally.all().count();
  }

  synchronized ByteSize size() {
    return new ByteSize(tally.all().bytes());
  }

  /** When the oldest was queued, to the second. */
  synchronized Optional<Instant> oldest() {
    return tally.oldest();
  }

  /** Those that have events. */
  synchronized Set<FunctionArn> functions() {
    return tally.functions();
  }
}
