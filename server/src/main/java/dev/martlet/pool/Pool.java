package dev.martlet.pool;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.runtime.OutputSelector;
import dev.martlet.sandbox.KillReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The execution environments of all functions. Safe for all threads.
 *
 * <p>Rules that hold at every moment:
 *
 * <ul>
 *   <li>an environment has at most one lease;
 *   <li>the memory of all live environments, those being started or ended included, is within the
 *       budget;
 *   <li>no more environments start at once than the limit says;
 *   <li>who waits is served in order of arrival, except that an environment of one's own version
 *       that becomes free is taken by the first who waits for that version;
 *   <li>of one version's short invocations no more run at once than get more done, as far as {@link
 *       Crowd} has found out; who is held back for that is overtaken only by who comes within its
 *       first millisecond, or when all are let in again.
 * </ul>
 */
public final class Pool implements AutoCloseable {
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final PoolLimits limits;
  private final Environments environments;
  private final Observer observer;
  private final Executor background;
  private final Runnable output;
  private final Books books;

  Pool(
      PoolLimits limits,
      Environments environments,
      Observer observer,
      Clock clock,
      Executor background,
      Runnable output) {
    this.limits = limits;
    this.environments = environments;
    this.observer = observer;
    this.background = background;
    this.output = output;
    this.books = new Books(limits, observer, clock, new Background());
  }

  /** A pool of sandboxes; starts the thread that reads what functions print. */
  public static Pool open(PoolLimits limits, EnvironmentParts parts, Observer observer)
      throws IOException {
    OutputSelector selector = new OutputSelector();
    return new Pool(
        limits,
        new SandboxedEnvironments(parts, selector),
        observer,
        parts.clock(),
        Thread::startVirtualThread,
        selector::close);
  }

  /**
   * An environment for {@code version}: an idle one, the first that becomes free, or a new one,
   * started on this thread. Blocks at most for its turn among short invocations ({@link Gate}),
   * {@link PoolLimits#longestWait}, the ends of those that have to make room, and a start.
   */
  public Acquisition acquire(FunctionVersion version) {
    return switch (books.admit(version)) {
      case Grant.Reuse(Resident resident, boolean frozen) -> reuse(resident, frozen);
      case Grant.Start(Resident resident, List<Resident> evicted) -> start(resident, evicted);
      case Grant.Throttled(Outcome.Limit limit) ->
          new Acquisition.Throttled(limit, explain(limit, version.memory()));
      case Grant.Closed() -> new Acquisition.Failed("The platform is shutting down.");
    };
  }

  void release(Resident resident) {
    books.release(resident);
  }

  /**
   * Ends all environments of that version but those of its current revision: idle ones now, leased
   * ones when they are released.
   */
  public void retire(FunctionVersion.Key current) {
    books.retire(
        key ->
            key.arn().equals(current.arn())
                && key.version().equals(current.version())
                && !key.revision().equals(current.revision()));
  }

  /** Ends all environments of {@code function}, as above. */
  public void retire(FunctionArn function) {
    books.retire(key -> key.arn().equals(function));
  }

  /**
   * Refuses whoever waits, ends idle environments, and ends leased ones when they are released.
   * Blocks until what is idle has ended and its last output is logged, a few seconds at most.
   */
  @Override
  public void close() {
    books.close();
    books.awaitEndings(LONGEST_CLOSE);
    output.run();
  }

  private Acquisition reuse(Resident resident, boolean frozen) {
    if (frozen) {
      resident.environment().thaw();
    }
    return new Acquisition.Acquired(new Lease(this, resident, Phases.Cold.NONE));
  }

  private Acquisition start(Resident resident, List<Resident> evicted) {
    boolean started = false;
    try {
      evict(resident, evicted);
      switch (environments.start(resident.shelf().version(), () -> books.died(resident))) {
        case Environments.Started(ExecutionEnvironment environment, Phases.Cold cold) -> {
          books.started(resident, environment);
          started = true;
          FunctionVersion.Key key = environment.function().key();
          observer.on(new Observer.EnvironmentStarted(key, environment.id(), cold));
          return new Acquisition.Acquired(new Lease(this, resident, cold));
        }
        case Environments.Failed(String message) -> {
          return new Acquisition.Failed(message);
        }
      }
    } finally {
      if (!started) {
        books.startFailed(resident);
      }
    }
  }

  private void evict(Resident resident, List<Resident> evicted) {
    if (!evicted.isEmpty()) {
      try {
        evicted.forEach(victim -> kill(victim, KillReason.EVICTED));
      } finally {
        books.evicted(resident, evicted);
      }
    }
  }

  /** What the books have others do. */
  private final class Background implements Books.Background {
    @Override
    public void end(Resident resident, KillReason reason) {
      background.execute(
          () -> {
            try {
              kill(resident, reason);
            } finally {
              books.ended(resident);
            }
          });
    }

    @Override
    public void freeze(Resident resident) {
      background.execute(() -> resident.environment().freeze(() -> books.frozen(resident)));
    }
  }

  private void kill(Resident resident, KillReason reason) {
    ExecutionEnvironment environment = resident.environment();
    String why = environment.end(reason);
    observer.on(new Observer.EnvironmentEnded(environment.function().key(), environment.id(), why));
  }

  /** The memory that live environments take of the budget. */
  public ByteSize reserved() {
    return books.reserved();
  }

  private String explain(Outcome.Limit limit, ByteSize need) {
    String waited = " within " + limits.longestWait().toMillis() + " ms.";
    return switch (limit) {
      case MEMORY ->
          "No " + need + " of the " + limits.memory() + " for functions became free" + waited;
      case STARTS -> "None of the " + limits.starts() + " start slots became free" + waited;
      case ACCOUNT_CONCURRENCY, FUNCTION_CONCURRENCY -> "All concurrency is in use.";
    };
  }
}
