package dev.martlet.dispatch;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Invocation;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Asynchronous invocations: keeps each on disk before it is acknowledged, and brings it to the
 * dispatcher's door until it is over, at least once. Safe for all threads.
 */
public final class Events {
  private final FunctionCatalog catalog;
  private final EventQueue queue;
  private final Dispatcher dispatcher;
  private final EventLimits limits;
  private final Observer observer;
  private final Clock clock;
  private final Ages ages;
  private final Backlog backlog;
  private final Room memory;
  private final Courier courier;

  /** What it is made of. */
  public record Parts(
      FunctionCatalog catalog,
      EventQueue queue,
      Dispatcher dispatcher,
      Observer observer,
      Clock clock,
      Executor executor) {}

  /**
   * Reads what is queued already.
   *
   * @param parts of which {@code executor} runs tasks that block as long as a function runs, a few
   *     more than the limits' concurrency at once
   */
  public Events(Parts parts, EventLimits limits) {
    catalog = parts.catalog();
    queue = parts.queue();
    dispatcher = parts.dispatcher();
    observer = parts.observer();
    clock = parts.clock();
    ages = new Ages(clock);
    this.limits = limits;
    backlog = new Backlog(limits, queue.waiting());
    memory = new Room((int) limits.memory().toMegabytes());
    courier =
        new Courier(
            new Courier.Parts(
                queue, this::attempt, backlog, observer, clock, ages, parts.executor()),
            limits.concurrency());
  }

  /** Begins with what an earlier process left. To be called once. */
  public void start() {
    courier.start();
  }

  /**
   * Another process may have had the queue meanwhile: what it added, and what it gave back or ended
   * of this one's, is found soon. Blocks nobody.
   */
  public void lookAgain() {
    courier.doubt();
  }

  /** Tries nothing new from now on. What is accepted waits for the next start. */
  public void stop() {
    courier.stop();
    memory.close();
  }

  /**
   * Waits for what is being tried, up to {@code grace} after {@link #stop}. What takes longer is
   * tried again after the next start, whatever becomes of it now.
   */
  public void await(Duration grace) throws InterruptedException {
    courier.await(grace);
  }

  /**
   * Takes an invocation over. Blocks until it is on disk.
   *
   * @throws RuntimeException if the disk fails; then it is not taken over
   */
  public Acceptance accept(Invocation invocation) {
    return switch (catalog.resolve(invocation.function(), invocation.qualifier())) {
      case FunctionCatalog.Found found ->
          enqueue(QueuedEvent.of(invocation, ages.now()), share(megabytes(found)));
      case FunctionCatalog.NotFound(String message) ->
          new Acceptance.Refused(Outcome.Reason.NOT_FOUND, message);
      case FunctionCatalog.NotReady(String message) ->
          new Acceptance.Refused(Outcome.Reason.NOT_READY, message);
    };
  }

  private Acceptance enqueue(QueuedEvent event, int share) {
    Acceptance acceptance = backlog.changing(() -> add(event));
    switch (acceptance) {
      case Acceptance.Accepted _ -> {
        observer.on(new Observer.EventAccepted(event.request(), event.function()));
        courier.arrived(event.function(), event.queuedAt(), share);
      }
      // If it is there it will be tried, and until the queue is read again it counts as if it were.
      case Acceptance.Unknown _ -> courier.arrived(event.function(), event.queuedAt(), share);
      case Acceptance.Full _ -> observer.on(new Observer.EventTurnedAway(event.function()));
      case Acceptance.Refused _ -> {
        // Nothing has arrived.
      }
    }
    return acceptance;
  }

  private Acceptance add(QueuedEvent event) {
    Optional<String> full = backlog.tryEnter(event);
    if (full.isPresent()) {
      return new Acceptance.Full(full.get());
    }
    try {
      return switch (queue.add(event)) {
        case EventQueue.Added added -> new Acceptance.Accepted();
        case EventQueue.Unknown(Throwable cause) -> new Acceptance.Unknown(cause);
      };
    } catch (RuntimeException | Error failure) {
      backlog.leave(event);
      throw failure;
    }
  }

  // Empty if a stop came while it waited for memory: then it was not tried.
  private Optional<Outcome> attempt(QueuedEvent event) {
    while (true) {
      FunctionCatalog.Resolution found = catalog.resolve(event.function(), event.qualifier());
      int megabytes = megabytes(found);
      courier.share(event.function(), share(megabytes));
      if (!memory.enter(event.function(), megabytes)) {
        return Optional.empty();
      }
      try {
        // It may have waited for long, and must not run what was changed or deleted meanwhile.
        if (isCurrent(found)) {
          observer.on(new Observer.EventTried(event.request(), event.function()));
          Invocation attempt = event.attempt(clock.nanoTime());
          return Optional.of(dispatcher.invoke(attempt, found, answer -> {}));
        }
      } finally {
        memory.leave(event.function(), megabytes);
      }
    }
  }

  private boolean isCurrent(FunctionCatalog.Resolution resolution) {
    return switch (resolution) {
      case FunctionCatalog.Found(FunctionVersion chosen) ->
          catalog.resolve(chosen.arn(), chosen.version())
                  instanceof FunctionCatalog.Found(FunctionVersion now)
              && now.key().equals(chosen.key());
      case FunctionCatalog.NotFound notFound -> true;
      case FunctionCatalog.NotReady notReady -> true;
    };
  }

  /** How many events that take so much may be tried at once of one function. */
  private int share(int megabytes) {
    return Math.min(Math.max(1, limits.concurrency() / 2), memory.share(megabytes));
  }

  /** What it takes of the events' memory; a function larger than all of it, all. */
  private int megabytes(FunctionCatalog.Resolution resolution) {
    return switch (resolution) {
      case FunctionCatalog.Found(FunctionVersion version) ->
          (int) Math.min(version.memory().toMegabytes(), limits.memory().toMegabytes());
      // The dispatcher will refuse it, in its own words.
      case FunctionCatalog.NotFound notFound -> 0;
      case FunctionCatalog.NotReady notReady -> 0;
    };
  }

  /** How many events are queued, those being tried included. */
  public long count() {
    return backlog.count();
  }

  /** How much their payloads and contexts have together. */
  public ByteSize size() {
    return backlog.size();
  }

  /** The age of the oldest, to the second; zero if there is none. */
  public Duration age() {
    return backlog.oldest().map(ages::of).orElse(Duration.ZERO);
  }
}
