package dev.martlet.dispatch;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Clock;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Invocation;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.pool.Acquisition;
import dev.martlet.pool.Execution;
import dev.martlet.pool.Lease;
import dev.martlet.pool.Pool;
import java.time.Duration;

/**
 * The one door to running code: every trigger comes through {@link #invoke}, on its own thread, and
 * gets the outcome back as the return value. Safe for all threads.
 */
public final class Dispatcher {
  /** Each failed attempt found an environment that had died unnoticed; a fresh one has not. */
  private static final int ATTEMPTS = 3;

  private final FunctionCatalog catalog;
  private final Concurrency concurrency;
  private final Pool pool;
  private final Observer observer;
  private final Clock clock;

  public Dispatcher(
      FunctionCatalog catalog, int concurrency, Pool pool, Observer observer, Clock clock) {
    this.catalog = catalog;
    this.concurrency = new Concurrency(concurrency);
    this.pool = pool;
    this.observer = observer;
    this.clock = clock;
  }

  /**
   * How much of an account's concurrency cannot be reserved: a tenth, and at most 100 as on AWS.
   *
   * @param limit the account's
   */
  public static int leastUnreserved(int limit) {
    return Math.clamp(limit / 10, 1, 100);
  }

  /**
   * How much of an account's concurrency functions without a reservation have.
   *
   * @param reserved by all others together: perhaps too much, if the limit was made smaller since
   */
  public static int unreserved(int limit, int reserved) {
    return Math.max(limit - reserved, leastUnreserved(limit));
  }

  /**
   * Runs an invocation to its end. Blocks until the answer's last byte has gone to {@code sink}, at
   * most for its turn among short ones, the admission's wait, a start, and the function's timeout.
   */
  public Outcome invoke(Invocation invocation, AnswerSink sink) {
    return invoke(invocation, catalog.resolve(invocation.function(), invocation.qualifier()), sink);
  }

  /** The same for who has asked the catalog what the invocation's function is. */
  Outcome invoke(Invocation invocation, FunctionCatalog.Resolution resolution, AnswerSink sink) {
    Outcome outcome =
        switch (resolution) {
          case FunctionCatalog.Found(FunctionVersion version) -> admit(invocation, version, sink);
          case FunctionCatalog.NotFound(String message) ->
              refused(invocation, Outcome.Reason.NOT_FOUND, message);
          case FunctionCatalog.NotReady(String message) ->
              refused(invocation, Outcome.Reason.NOT_READY, message);
        };
    observer.on(
        new Observer.InvocationEnded(
            invocation.id(), invocation.function(), invocation.qualifier(), outcome));
    return outcome;
  }

  /** Ends what runs another revision of that version, as soon as it is idle. */
  public void changed(FunctionVersion.Key current) {
    pool.retire(current);
  }

  /** Ends everything of {@code function}, as soon as it is idle. */
  public void deleted(FunctionArn function) {
    pool.retire(function);
  }

  /** Ends everything of one version, as soon as it is idle. */
  public void deletedVersion(FunctionArn function, String version) {
    pool.retire(none(function, version));
  }

  private static FunctionVersion.Key none(FunctionArn function, String version) {
    return new FunctionVersion.Key(function, version, "");
  }

  private Outcome admit(Invocation invocation, FunctionVersion version, AnswerSink sink) {
    FunctionArn function = invocation.function();
    return switch (concurrency.enter(function, catalog.reserved(function))) {
      case Concurrency.Full(Outcome.Limit limit, String message) ->
          throttled(invocation, limit, message);
      case Concurrency.Place place -> {
        try (place) {
          yield run(invocation, version, sink);
        }
      }
    };
  }

  private Outcome run(Invocation invocation, FunctionVersion version, AnswerSink sink) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      switch (pool.acquire(version)) {
        case Acquisition.Acquired(Lease lease) -> {
          if (run(invocation, lease, sink) instanceof Execution.Done(Outcome.Ran outcome)) {
            return outcome;
          }
        }
        case Acquisition.Throttled(Outcome.Limit limit, String message) -> {
          return throttled(invocation, limit, message);
        }
        case Acquisition.Failed(String message) -> {
          return refused(invocation, Outcome.Reason.PLATFORM, message);
        }
      }
    }
    return refused(
        invocation, Outcome.Reason.PLATFORM, "The function's environments die before they run.");
  }

  private Execution run(Invocation invocation, Lease lease, AnswerSink sink) {
    Phases soFar = soFar(invocation, lease.cold());
    try (lease) {
      return lease.environment().run(invocation, soFar, sink);
    } finally {
      if (soFar.coldStart()) {
        retireIfOutdated(lease.environment().function());
      }
    }
  }

  // Who resolved the function just before a change may start an environment just after what ran the
  // older revision was retired. A change that comes after this look retires it itself.
  private void retireIfOutdated(FunctionVersion started) {
    FunctionVersion.Key current =
        catalog.resolve(started.arn(), started.version())
                instanceof FunctionCatalog.Found(FunctionVersion found)
            ? found.key()
            : none(started.arn(), started.version());
    if (!current.equals(started.key())) {
      pool.retire(current);
    }
  }

  private Phases soFar(Invocation invocation, Phases.Cold cold) {
    Duration waited = elapsed(invocation).minus(cold.sandbox()).minus(cold.init());
    return new Phases(waited, cold, Duration.ZERO);
  }

  private Outcome throttled(Invocation invocation, Outcome.Limit limit, String message) {
    observer.on(new Observer.Throttled(invocation.function(), limit));
    return new Outcome.Throttled(waited(invocation), limit, message);
  }

  private Outcome refused(Invocation invocation, Outcome.Reason reason, String message) {
    return new Outcome.Refused(waited(invocation), reason, message);
  }

  private Phases waited(Invocation invocation) {
    return new Phases(elapsed(invocation), Phases.Cold.NONE, Duration.ZERO);
  }

  private Duration elapsed(Invocation invocation) {
    return Duration.ofNanos(clock.nanoTime() - invocation.arrivalNanos());
  }
}
