package dev.martlet.dispatch;

import dev.martlet.model.Clock;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Observer;
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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes queued events, has them tried, and settles them. Its rules:
 *
 * <ul>
 *   <li>One round of taking at a time; at most {@code concurrency} events are held, and one is held
 *       until its settlement is on disk.
 *   <li>Nothing polls: a round follows an arrival, a settlement, or the time when something is due.
 *   <li>After any doubt about what was taken, everything that is not held is given back first, and
 *       the whole queue is looked at. The first round begins so: what a former process was trying
 *       is tried again.
 *   <li>Whatever fails, errors of the JVM included, costs a pause and neither a place nor an event.
 * </ul>
 *
 * <p>Safe for all threads. Rounds and attempts run on {@code executor}.
 */
final class Courier {
  private static final System.Logger LOG = System.getLogger(Courier.class.getName());
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final EventQueue queue;
  private final Function<QueuedEvent, Optional<Outcome>> door;
  private final Backlog backlog;
  private final Observer observer;
  private final Clock clock;
  private final Ages ages;
  private final Executor executor;
  private final int concurrency;
  private final Lines lines = new Lines();
  private final Set<EventQueue.Attempt> held = ConcurrentHashMap.newKeySet();
  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch drained = new CountDownLatch(1);

  /** Held, but no more this process's: their ends are counted already. */
  private final Set<EventQueue.Attempt> lost = ConcurrentHashMap.newKeySet();

  private volatile boolean doubtful = true;
  private Clock.@Nullable Timer timer;
  private volatile boolean taking;
  private volatile long stoppedNanos;
  private volatile boolean stopped;
  private volatile boolean abandoned;

  /** How events are tried, who is told, and on what threads. */
  record Parts(
      EventQueue queue,
      Function<QueuedEvent, Optional<Outcome>> door,
      Backlog backlog,
      Observer observer,
      Clock clock,
      Ages ages,
      Executor executor) {}

  /**
   * @param parts of which {@code door} runs an event, or answers nothing if a stop came before that
   * @param concurrency how many events are tried at once
   */
  Courier(Parts parts, int concurrency) {
    queue = parts.queue();
    door = parts.door();
    backlog = parts.backlog();
    observer = parts.observer();
    clock = parts.clock();
    ages = parts.ages();
    executor = parts.executor();
    this.concurrency = concurrency;
  }

  /** Begins to take. */
  void start() {
    taking = true;
    wake();
  }

  /** Nothing is sure any more of what is in the queue, and of what is taken. */
  void doubt() {
    doubtful = true;
    wake();
  }

  /** An event is on disk, and shows the function's {@link #share}. */
  void arrived(FunctionArn function, Instant due, int share) {
    // If all places are taken, whoever leaves one looks for what has arrived.
    if (lines.arrived(function, due, share) && held.size() < concurrency) {
      wake();
    }
  }

  /** How many events of a function may be tried at once, as the last one of them shows. */
  void share(FunctionArn function, int most) {
    if (lines.share(function, most) && held.size() < concurrency) {
      wake();
    }
  }

  /** Takes nothing more. To be called by one thread at a time. */
  void stop() {
    if (!stopped) {
      stoppedNanos = clock.nanoTime();
      stopped = true;
      wake();
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
    abandoned = true;
    if (!all) {
      LOG.log(
          Level.INFO, "{0} events are interrupted; the next start tries them again", held.size());
    }
  }

  private void wake() {
    if (calls.getAndIncrement() == 0) {
      hand(this::rounds);
    }
  }

  // Without a thread for it now, a task is handed over again later: it must not be lost.
  private void hand(Runnable task) {
    try {
      executor.execute(task);
    } catch (RuntimeException | Error failure) {
      LOG.log(Level.WARNING, "There is no thread for events for now", failure);
      var _ = clock.schedule(PAUSE_AFTER_FAILURE, () -> hand(task));
    }
  }

  private void rounds() {
    boolean complete = false;
    try {
      int seen;
      do {
        seen = calls.get();
        if (stopped) {
          drain();
        } else if (taking) {
          round();
        }
      } while (!calls.compareAndSet(seen, 0));
      complete = true;
    } finally {
      if (!complete) {
        // Should even the report of a failure fail, whoever wakes next begins anew.
        calls.set(0);
      }
    }
  }

  private void drain() {
    if (held.isEmpty()) {
      drained.countDown();
    }
  }

  private void round() {
    try {
      settleDoubt();
      for (Optional<Lines.Turn> turn = next(); turn.isPresent(); turn = next()) {
        take(turn.get());
      }
      if (held.size() < concurrency) {
        lines.earliest().ifPresent(due -> wakeAfter(Duration.between(clock.now(), due)));
      }
    } catch (RuntimeException | Error failure) {
      doubtful = true;
      LOG.log(Level.WARNING, "Events cannot be taken for now", failure);
      wakeAfter(PAUSE_AFTER_FAILURE);
    }
  }

  private void settleDoubt() {
    if (doubtful) {
      doubtful = false; // A doubt that comes from here on is another one.
      backlog.recount(this::takeStock);
      lines.lookAgain(clock.now());
    }
  }

  private List<EventQueue.Waiting> takeStock() {
    EventQueue.Returned returned = queue.giveBack(Set.copyOf(held));
    lost.addAll(returned.lost());
    if (returned.count() > 0) {
      LOG.log(Level.INFO, "{0} events that were being tried are tried again", returned.count());
    }
    List<EventQueue.Waiting> there = queue.waiting();
    Instant now = clock.now();
    there.forEach(waiting -> lines.arrived(waiting.function(), now));
    return there;
  }

  private Optional<Lines.Turn> next() {
    return stopped ? Optional.empty() : lines.next(clock.now(), concurrency - held.size());
  }

  private void take(Lines.Turn turn) {
    switch (queue.take(turn.function(), turn.until(), turn.max())) {
      case EventQueue.Taken taken -> {
        // All are held before the first one may leave.
        taken.events().forEach(each -> held.add(each.attempt()));
        lines.took(turn, taken.events().size(), taken.next());
        taken.events().forEach(each -> hand(() -> deliver(each)));
      }
      case EventQueue.Unknown(Throwable cause) ->
          throw new IllegalStateException("The database's answer was lost", cause);
    }
  }

  private void wakeAfter(Duration delay) {
    if (timer != null) {
      timer.cancel();
    }
    Duration atMost = delay.compareTo(Retry.LONGEST_PAUSE) < 0 ? delay : Retry.LONGEST_PAUSE;
    timer = clock.schedule(atMost.isNegative() ? Duration.ZERO : atMost, this::wake);
  }

  private void deliver(EventQueue.Held event) {
    if (!stopped && Retry.isTooOld(age(event))) {
      settle(event, new Retry.GivenUp(EventDropped.Reason.AGE), PAUSE_AFTER_FAILURE);
      return;
    }
    Optional<Outcome> outcome = stopped ? Optional.empty() : attempt(event);
    outcome.ifPresentOrElse(
        ended ->
            settle(
                event,
                Retry.after(ended, event.attempt().number(), event.errors(), age(event)),
                PAUSE_AFTER_FAILURE),
        () -> release(event));
  }

  private Optional<Outcome> attempt(EventQueue.Held event) {
    try {
      return door.apply(event.event());
    } catch (RuntimeException | Error failure) {
      LOG.log(
          Level.ERROR, "An attempt at the event " + event.event().request() + " failed", failure);
      return Optional.of(
          new Outcome.Refused(Phases.NONE, Outcome.Reason.PLATFORM, "The platform failed."));
    }
  }

  private Duration age(EventQueue.Held event) {
    return ages.of(event.event().queuedAt());
  }

  private void settle(EventQueue.Held event, Retry.Verdict verdict, Duration pause) {
    if (abandoned && !(verdict instanceof Retry.Over)) {
      return; // What the stop has killed is no error of the function.
    }
    EventQueue.Settlement settlement = settlement(verdict);
    EventQueue.Settling settling;
    try {
      settling = backlog.changing(() -> settle(event, settlement));
    } catch (RuntimeException | Error failure) {
      settleLater(event, verdict, pause, failure);
      return;
    }
    switch (settling) {
      // One that is stale was settled by an earlier try whose answer was lost.
      case EventQueue.Settled settled -> settled(event, verdict, settlement);
      case EventQueue.Stale stale -> settled(event, verdict, settlement);
      case EventQueue.Unknown(Throwable cause) -> settleLater(event, verdict, pause, cause);
    }
  }

  private EventQueue.Settling settle(EventQueue.Held event, EventQueue.Settlement settlement) {
    EventQueue.Settling settling = queue.settle(event.attempt(), settlement);
    if (!(settling instanceof EventQueue.Unknown)) {
      held.remove(event.attempt());
      boolean counted = !lost.remove(event.attempt());
      if (counted && settlement instanceof EventQueue.Done) {
        backlog.leave(event.event());
      }
    }
    return settling;
  }

  private void settleLater(
      EventQueue.Held event, Retry.Verdict verdict, Duration pause, Throwable cause) {
    LOG.log(Level.WARNING, "An event cannot be settled for now", cause);
    if (!abandoned) {
      Duration next = pause.compareTo(Retry.LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
      var _ = clock.schedule(pause, () -> hand(() -> settle(event, verdict, next)));
    }
  }

  private EventQueue.Settlement settlement(Retry.Verdict verdict) {
    return switch (verdict) {
      case Retry.Over done -> new EventQueue.Done();
      case Retry.GivenUp givenUp -> new EventQueue.Done();
      case Retry.Later(Duration pause, int errors) ->
          new EventQueue.Again(clock.now().plus(pause), errors);
    };
  }

  private void settled(
      EventQueue.Held event, Retry.Verdict verdict, EventQueue.Settlement settlement) {
    try {
      if (settlement instanceof EventQueue.Again(Instant dueAt, int _)) {
        lines.arrived(event.event().function(), dueAt);
      }
      if (verdict instanceof Retry.GivenUp(EventDropped.Reason reason)) {
        tellDropped(event, reason);
      }
    } finally {
      leave(event);
    }
  }

  // What is not settled is given back by the next start.
  private void release(EventQueue.Held event) {
    backlog.changing(
        () -> {
          lost.remove(event.attempt());
          return held.remove(event.attempt());
        });
    leave(event);
  }

  private void leave(EventQueue.Held event) {
    lines.left(event.event().function());
    wake();
  }

  private void tellDropped(EventQueue.Held event, EventDropped.Reason reason) {
    QueuedEvent dropped = event.event();
    String why =
        switch (reason) {
          case ERRORS -> "its function failed each time";
          case AGE -> "it is too old";
          case DELETED -> "its function or version is deleted";
        };
    LOG.log(
        Level.WARNING,
        "The event {0} for {1} is given up after {2} attempts: {3}",
        dropped.request(),
        dropped.function().qualified(dropped.qualifier()),
        event.attempt().number(),
        why);
    observer.on(new EventDropped(dropped.request(), dropped.function(), reason));
  }
}
