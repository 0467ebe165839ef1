package dev.martlet.dispatch;

import dev.martlet.dispatch.EventQueue.Again;
import dev.martlet.dispatch.EventQueue.Done;
import dev.martlet.dispatch.EventQueue.Held;
import dev.martlet.dispatch.EventQueue.Settlement;
import dev.martlet.model.Clock;
import dev.martlet.model.Observer;
import dev.martlet.model.Observer.EventDropped;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Brings to the disk what becomes of events after their attempts, as often as it takes, and tells
 * of those that are given up. Safe for all threads.
 */
final class Settlements {
  private static final System.Logger LOG = System.getLogger(Settlements.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final EventQueue queue;
  private final Observer observer;
  private final Clock clock;
  private final BiConsumer<Held, Runnable> hand;
  private volatile boolean abandoned;

  /**
   * @param hand has a task for an event run, sooner or later, on a thread that may block, and sees
   *     to the event if that fails
   */
  Settlements(EventQueue queue, Observer observer, Clock clock, BiConsumer<Held, Runnable> hand) {
    this.queue = queue;
    this.observer = observer;
    this.clock = clock;
    this.hand = hand;
  }

  /** What is to be done when a settlement is on disk. */
  @FunctionalInterface
  interface Then {
    /**
     * Must not fail.
     *
     * @param stale an earlier try has settled it, whose answer was lost; or the event was not this
     *     process's any more
     */
    void settled(Settlement settlement, boolean stale);
  }

  /** What became of an event. That is decided once, so that every try says the same. */
  private record Decided(Held event, Retry.Verdict verdict, Settlement settlement, Then then) {}

  /**
   * Blocks for the first try; {@code then} follows the one that works, if any does. If it fails
   * itself, it is not repeated.
   */
  void settle(Held event, Retry.Verdict verdict, Then then) {
    settle(new Decided(event, verdict, settlement(verdict), then), FIRST_PAUSE);
  }

  /** Settles nothing more but what a function has run: what a stop kills is no error of it. */
  void abandon() {
    abandoned = true;
  }

  private void settle(Decided decided, Duration pause) {
    if (abandoned && !(decided.verdict() instanceof Retry.Over)) {
      return;
    }
    switch (trySettling(decided)) {
      case EventQueue.Settled settled -> finish(decided, false);
      case EventQueue.Stale stale -> finish(decided, true);
      case EventQueue.Unknown(Throwable cause) -> {
        LOG.log(Level.WARNING, "An event cannot be settled for now", cause);
        settleLater(decided, pause);
      }
    }
  }

  private EventQueue.Settling trySettling(Decided decided) {
    try {
      return queue.settle(decided.event().attempt(), decided.settlement());
    } catch (RuntimeException | Error failure) {
      return new EventQueue.Unknown(failure);
    }
  }

  private void finish(Decided decided, boolean stale) {
    decided.then().settled(decided.settlement(), stale);
    tell(decided.event(), decided.verdict());
  }

  private void settleLater(Decided decided, Duration pause) {
    if (!abandoned) {
      Duration doubled = pause.multipliedBy(2);
      Duration next = doubled.compareTo(Retry.LONGEST_PAUSE) < 0 ? doubled : Retry.LONGEST_PAUSE;
      var _ =
          clock.schedule(pause, () -> hand.accept(decided.event(), () -> settle(decided, next)));
    }
  }

  private Settlement settlement(Retry.Verdict verdict) {
    return switch (verdict) {
      case Retry.Over done -> new Done();
      case Retry.GivenUp givenUp -> new Done();
      case Retry.Later(Duration pause, int errors) -> new Again(clock.now().plus(pause), errors);
    };
  }

  private void tell(Held event, Retry.Verdict verdict) {
    if (verdict instanceof Retry.GivenUp(EventDropped.Reason reason)) {
      QueuedEvent dropped = event.event();
      LOG.log(
          Level.WARNING,
          "The event {0} for {1} is given up after {2} attempts: {3}",
          dropped.request(),
          dropped.function().qualified(dropped.qualifier()),
          event.attempt().number(),
          why(reason));
      observer.on(new EventDropped(dropped.request(), dropped.function(), reason));
    }
  }

  private static String why(EventDropped.Reason reason) {
    return switch (reason) {
      case ERRORS -> "its function failed each time";
      case AGE -> "it is too old";
      case DELETED -> "its function or version is deleted";
    };
  }
}
