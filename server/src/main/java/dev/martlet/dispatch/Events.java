package dev.martlet.dispatch;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
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
  private final Observer observer;
  private final Ages ages;
  private final Ledger ledger;
  private final Attempts attempts;
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
   * @param parts of which {@code executor} runs tasks that block as long as a function runs, a few
   *     more than the limits' concurrency at once
   */
  public Events(Parts parts, EventLimits limits) {
    catalog = parts.catalog();
    queue = parts.queue();
    observer = parts.observer();
    ages = new Ages(parts.clock());
    ledger = new Ledger(limits);
    attempts = new Attempts(parts, limits);
    courier = new Courier(parts, ages, ledger, attempts, limits.concurrency());
  }

  /**
   * Counts what an earlier process left, and begins with it. To be called once, before anything is
   * accepted.
   *
   * @throws RuntimeException if it cannot be read
   */
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
    attempts.close();
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
   * @throws Error if the JVM fails; then it may or may not be tried
   */
  public Acceptance accept(Invocation invocation) {
    return switch (catalog.resolve(invocation.function(), invocation.qualifier())) {
      case FunctionCatalog.Found found ->
          enqueue(QueuedEvent.of(invocation, ages.now()), attempts.atOnce(found));
      case FunctionCatalog.NotFound(String message) ->
          new Acceptance.Refused(Outcome.Reason.NOT_FOUND, message);
      case FunctionCatalog.NotReady(String message) ->
          new Acceptance.Refused(Outcome.Reason.NOT_READY, message);
    };
  }

  private Acceptance enqueue(QueuedEvent event, int atOnce) {
    Acceptance acceptance = add(event);
    switch (acceptance) {
      case Acceptance.Accepted _ -> {
        observer.on(new Observer.EventAccepted(event.request(), event.function()));
        courier.arrived(event.function(), event.queuedAt(), atOnce);
      }
      // If it is there it will be tried, and until the queue is read again it counts as if it were.
      case Acceptance.Unknown _ -> courier.arrived(event.function(), event.queuedAt(), atOnce);
      case Acceptance.Full _ -> observer.on(new Observer.EventTurnedAway(event.function()));
      case Acceptance.Refused _ -> {
        // Nothing has arrived.
      }
    }
    return acceptance;
  }

  private Acceptance add(QueuedEvent event) {
    Optional<String> full = ledger.tryEnter(event);
    if (full.isPresent()) {
      return new Acceptance.Full(full.get());
    }
    EventQueue.Addition addition;
    try {
      addition = queue.add(event);
    } catch (RuntimeException failure) {
      ledger.end(event);
      throw failure;
    } catch (Error failure) {
      // The JVM may have failed after the event was on disk: the next look finds out.
      ledger.letGo(event);
      courier.doubt();
      throw failure;
    }
    ledger.letGo(event);
    return switch (addition) {
      case EventQueue.Added added -> new Acceptance.Accepted();
      case EventQueue.Unknown(Throwable cause) -> new Acceptance.Unknown(cause);
    };
  }

  /** How many events are queued, those being tried included. */
  public long count() {
    return ledger.count();
  }

  /** How much their payloads and contexts have together. */
  public ByteSize size() {
    return ledger.size();
  }

  /** The age of the oldest, to the second; zero if there is none. */
  public Duration age() {
    return ledger.oldest().map(ages::of).orElse(Duration.ZERO);
  }
}
