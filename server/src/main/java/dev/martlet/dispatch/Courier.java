package dev.martlet.dispatch;

import dev.martlet.model.Clock;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Observer.EventDropped;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes queued events, has them tried and settled. Its rules:
 *
 * <ul>
 *   <li>Events are taken in {@link Rounds}; at most {@code concurrency} are held, and one is held
 *       until its settlement is on disk.
 *   <li>Nothing polls: a round follows an arrival, a settlement, or the time when something is due.
 *   <li>It starts by giving back and counting all there is: what a former process was trying is
 *       tried again. After any doubt about what is on disk the next round does the same with all
 *       that is not held, before it takes anything.
 *   <li>Whatever fails, errors of the JVM included, costs a pause and neither a place nor an event.
 * </ul>
 *
 * <p>Safe for all threads. Rounds and attempts run on the executor.
 */
final class Courier {
  private static final System.Logger LOG = System.getLogger(Courier.class.getName());
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final EventQueue queue;
  private final Clock clock;
  private final Ages ages;
  private final Ledger ledger;
  private final Attempts attempts;
  private final Settlements settlements;
  private final int concurrency;
  private final Rounds rounds;
  private final Lines lines = new Lines();
  private final Set<EventQueue.Attempt> held = ConcurrentHashMap.newKeySet();
  private final CountDownLatch drained = new CountDownLatch(1);

  private volatile boolean doubtful;
  private volatile boolean taking;
  private volatile long stoppedNanos;
  private volatile boolean stopped;

  /** To be made of an event that is held, and what its function was when it was taken. */
  private record Delivery(EventQueue.Held event, FunctionCatalog.Resolution function) {}

  /**
   * @param concurrency how many events are tried at once
   */
  Courier(Events.Parts parts, Ages ages, Ledger ledger, Attempts attempts, int concurrency) {
    queue = parts.queue();
    clock = parts.clock();
    this.ages = ages;
    this.ledger = ledger;
    this.attempts = attempts;
    this.concurrency = concurrency;
    rounds = new Rounds(this::round, clock, parts.executor());
    settlements = new Settlements(queue, parts.observer(), clock, this::hand);
  }

  /** Takes stock, on the caller's thread, and begins to take. */
  void start() {
    takeStock();
    taking = true;
    rounds.call();
  }

  /** Nothing is sure any more of what is in the queue, and of what is taken. */
  void doubt() {
    doubtful = true;
    rounds.call();
  }

  /** An event is on disk, and shows how many of its function may be tried at once. */
  void arrived(FunctionArn function, Instant due, int atOnce) {
    // If all places are taken, whoever leaves one looks for what has arrived.
    if (lines.arrived(function, due, atOnce) && held.size() < concurrency) {
      rounds.call();
    }
  }

  /** Takes nothing more. To be called by one thread at a time. */
  void stop() {
    if (!stopped) {
      stoppedNanos = clock.nanoTime();
      stopped = true;
      rounds.call();
    }
  }

  /**
   * Waits for what is being tried, up to {@code grace} after {@link #stop}. What takes longer is
   * not settled any more, unless its function succeeds: the next start tries it again.
   */
  void await(Duration grace) throws InterruptedException {
    stop();
    long left = grace.toNanos() - (clock.nanoTime() - stoppedNanos);
    boolean all = drained.await(left, TimeUnit.NANOSECONDS);
    settlements.abandon();
    if (!all) {
      LOG.log(
          Level.INFO, "{0} events are interrupted; the next start tries them again", held.size());
    }
  }

  private void round() {
    if (stopped) {
      if (held.isEmpty()) {
        drained.countDown();
      }
    } else if (taking) {
      takeWhatIsDue();
    }
  }

  private void takeWhatIsDue() {
    try {
      if (doubtful) {
        doubtful = false; // A doubt that comes from here on is another one.
        takeStock();
      }
      for (Optional<Lines.Turn> turn = next(); turn.isPresent(); turn = next()) {
        take(turn.get());
      }
      if (held.size() < concurrency) {
        lines.earliest().ifPresent(due -> rounds.callAfter(Duration.between(clock.now(), due)));
      }
    } catch (RuntimeException | Error failure) {
      doubtful = true;
      LOG.log(Level.WARNING, "Events cannot be taken for now", failure);
      rounds.callAfter(PAUSE_AFTER_FAILURE);
    }
  }

  private void takeStock() {
    int given = queue.giveBack(Set.copyOf(held));
    if (given > 0) {
      LOG.log(Level.INFO, "{0} events that were being tried are tried again", given);
    }
    ledger.recount(queue::waiting);
    Instant now = clock.now();
    ledger.functions().forEach(function -> lines.arrived(function, now));
  }

  private Optional<Lines.Turn> next() {
    return stopped ? Optional.empty() : lines.next(clock.now(), concurrency - held.size());
  }

  private void take(Lines.Turn turn) {
    switch (queue.take(turn.function(), turn.until(), turn.max())) {
      case EventQueue.Taken(List<EventQueue.Held> events, Optional<Instant> next) -> {
        lines.took(turn, events.size(), next);
        handOut(turn.function(), events);
      }
      case EventQueue.Unknown(Throwable cause) ->
          throw new IllegalStateException("The database's answer was lost", cause);
    }
  }

  private void handOut(FunctionArn function, List<EventQueue.Held> events) {
    int handed = 0;
    try {
      // All are held before the first one may leave.
      List<Delivery> deliveries = events.stream().map(this::hold).toList();
      deliveries.forEach(each -> lines.allow(function, attempts.atOnce(each.function())));
      for (Delivery each : deliveries) {
        rounds.hand(() -> orRelease(each.event(), () -> attemptAndSettle(each)));
        handed++;
      }
    } catch (RuntimeException | Error failure) {
      // What nobody will deliver must not stay held: then the next stock gives it back.
      events.subList(handed, events.size()).forEach(this::drop);
      throw failure;
    }
  }

  private Delivery hold(EventQueue.Held event) {
    Delivery delivery = new Delivery(event, attempts.resolve(event.event()));
    held.add(event.attempt());
    try {
      ledger.take(event.event());
    } catch (RuntimeException | Error failure) {
      held.remove(event.attempt());
      throw failure;
    }
    return delivery;
  }

  private void drop(EventQueue.Held event) {
    if (held.remove(event.attempt())) {
      ledger.letGo(event.event());
    }
    lines.left(event.event().function());
  }

  // Neither the way to a thread nor what is done there may cost its place.
  private void hand(EventQueue.Held event, Runnable step) {
    orRelease(event, () -> rounds.hand(() -> orRelease(event, step)));
  }

  private void orRelease(EventQueue.Held event, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error failure) {
      release(event);
      LOG.log(Level.ERROR, "What became of an event is not known", failure);
      // At once it might fail as often as its function can run.
      var _ = clock.schedule(PAUSE_AFTER_FAILURE, this::doubt);
    }
  }

  private void attemptAndSettle(Delivery delivery) {
    EventQueue.Held event = delivery.event();
    if (!stopped && Retry.isTooOld(age(event))) {
      settle(event, new Retry.GivenUp(EventDropped.Reason.AGE));
      return;
    }
    Optional<Outcome> outcome = stopped ? Optional.empty() : attempt(delivery);
    outcome.ifPresentOrElse(
        ended ->
            settle(event, Retry.after(ended, event.attempt().number(), event.errors(), age(event))),
        () -> release(event));
  }

  private Optional<Outcome> attempt(Delivery delivery) {
    QueuedEvent event = delivery.event().event();
    try {
      return attempts.run(event, delivery.function());
    } catch (RuntimeException | Error failure) {
      LOG.log(Level.ERROR, "An attempt at the event " + event.request() + " failed", failure);
      return Optional.of(
          new Outcome.Refused(Phases.NONE, Outcome.Reason.PLATFORM, "The platform failed."));
    }
  }

  private Duration age(EventQueue.Held event) {
    return ages.of(event.event().queuedAt());
  }

  private void settle(EventQueue.Held event, Retry.Verdict verdict) {
    settlements.settle(event, verdict, (settlement, stale) -> settled(event, settlement, stale));
  }

  private void settled(EventQueue.Held event, EventQueue.Settlement settlement, boolean stale) {
    FunctionArn function = event.event().function();
    if (stale) {
      doubtful = true;
    }
    if (settlement instanceof EventQueue.Again(Instant dueAt, int _)) {
      lines.arrived(function, dueAt);
    }
    if (!stale && settlement instanceof EventQueue.Done) {
      ledger.end(event.event());
    } else {
      ledger.letGo(event.event());
    }
    leave(event);
  }

  // What is not settled is given back by the next stock or start.
  private void release(EventQueue.Held event) {
    if (held.contains(event.attempt())) {
      ledger.letGo(event.event());
      leave(event);
    }
  }

  private void leave(EventQueue.Held event) {
    held.remove(event.attempt());
    lines.left(event.event().function());
    rounds.call();
  }
}
