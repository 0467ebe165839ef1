package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.dispatch.FlakyQueue.Failure;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.Invocation;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.model.RequestId;
import dev.martlet.pool.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Days of arrivals, failures, jumps of the clock and crashes, in virtual time; and whatever waits
 * for the database, other threads go on meanwhile.
 */
class EventsHistoryTest extends EventsGround {
  private static final int STEPS = 400;
  private static final int PLACES = 4;
  private static final List<Failure> FAILURES = List.of(Failure.values());
  private static final List<FunctionVersion> VERSIONS =
      List.of(
          Functions.version("a", "r", 128),
          Functions.version("b", "r", 128),
          Functions.version("c", "r", 1024));

  private final Set<RequestId> accepted = new TreeSet<>(new ById());
  private final Set<RequestId> maybe = new TreeSet<>(new ById());
  private final Set<RequestId> over = new TreeSet<>(new ById());
  private final Map<RequestId, Integer> errors = new HashMap<>();
  private boolean calm;
  private boolean meanwhile;

  private static final class ById implements Comparator<RequestId> {
    @Override
    public int compare(RequestId one, RequestId other) {
      return one.value().compareTo(other.value());
    }
  }

  /** A process's threads, in whatever order; none runs after its death. */
  private static final class Threads implements Executor {
    private final RandomGenerator random;
    private final List<Runnable> tasks = new ArrayList<>();
    private boolean dead;

    Threads(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public void execute(Runnable task) {
      if (!dead) {
        tasks.add(task);
      }
    }

    void runOne() {
      if (!tasks.isEmpty()) {
        tasks.remove(random.nextInt(tasks.size())).run();
      }
    }

    void runAll() {
      while (!tasks.isEmpty()) {
        runOne();
      }
    }

    void die() {
      dead = true;
      tasks.clear();
    }
  }

  private Execution run(
      RandomGenerator random, FunctionVersion version, Invocation invocation, Phases soFar) {
    if (!calm && random.nextInt(3) == 0) {
      errors.merge(invocation.id(), 1, Integer::sum);
      return new Execution.Done(
          new Outcome.FunctionError(soFar, version.version(), Bytes.EMPTY, "Oops"));
    }
    over.add(invocation.id());
    return new Execution.Done(new Outcome.Success(soFar, version.version(), Bytes.EMPTY));
  }

  @Override
  void observe(Observer.Happened event) {
    if (event instanceof Observer.EventDropped dropped) {
      if (dropped.reason() == Observer.EventDropped.Reason.ERRORS) {
        assertThat(errors.get(dropped.id()))
            .as("errors before giving up")
            .isGreaterThanOrEqualTo(3);
      }
      over.add(dropped.id());
    }
  }

  private Invocation invocation(RandomGenerator random) {
    return invocation(VERSIONS.get(random.nextInt(VERSIONS.size())));
  }

  private void accept(Events events, RandomGenerator random) {
    Invocation invocation = invocation(random);
    RequestId id = invocation.id();
    try {
      switch (events.accept(invocation)) {
        case Acceptance.Accepted _ -> accepted.add(id);
        case Acceptance.Unknown _ -> maybe.add(id);
        case Acceptance.Full _, Acceptance.Refused _ -> throw new AssertionError("refused");
      }
    } catch (IllegalStateException scripted) {
      assertThat(scripted).hasMessageContaining("scripted");
    } catch (OutOfMemoryError scripted) {
      assertThat(scripted).hasMessageContaining("scripted");
      maybe.add(id);
    }
  }

  /** Another process has the queue for a while, and dies. */
  private void meddle(EventQueue queue, RandomGenerator random) {
    queue.giveBack(Set.of());
    Invocation invocation = invocation(random);
    queue.add(QueuedEvent.of(invocation, clock.now()));
    accepted.add(invocation.id());
    if (queue.take(invocation.function(), clock.now(), 2) instanceof EventQueue.Taken taken
        && !taken.events().isEmpty()) {
      EventQueue.Held first = taken.events().getFirst();
      queue.settle(first.attempt(), new EventQueue.Done());
      over.add(first.event().request());
    }
  }

  /** While a thread waits for the database others go on. */
  private void meanwhile(Events events, Threads threads, RandomGenerator random) {
    if (meanwhile) {
      return;
    }
    meanwhile = true;
    switch (random.nextInt(20)) {
      case 0 -> {
        if (!calm) {
          accept(events, random);
        }
      }
      case 1, 2, 3, 4, 5 -> threads.runOne();
      default -> {
        // Nothing happens this time.
      }
    }
    meanwhile = false;
  }

  private Events started(RandomGenerator random, Threads threads) {
    queue.meanwhile = () -> {};
    EventLimits limits =
        new EventLimits(1000, ByteSize.megabytes(1), PLACES, ByteSize.megabytes(512));
    Events events = events(dispatcher(9), limits, threads);
    events.start();
    queue.meanwhile = () -> meanwhile(events, threads, random);
    return events;
  }

  private static void trouble(FlakyQueue queue, RandomGenerator random) {
    Failure failure = FAILURES.get(random.nextInt(FAILURES.size()));
    switch (random.nextInt(3)) {
      case 0 -> queue.additions.add(failure);
      case 1 -> queue.takings.add(failure);
      default -> queue.settlings.add(failure);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsAcceptedIsRunOrGivenUpWhateverHappens(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    catalog = (function, _) -> new FunctionCatalog.Found(version(function));
    script = (version, invocation, soFar, _) -> run(random, version, invocation, soFar);
    Threads threads = new Threads(random);
    Events events = started(random, threads);
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(13)) {
        case 0, 1, 2, 3 -> accept(events, random);
        case 4, 5, 6, 7 -> threads.runOne();
        case 8 -> clock.advance(Duration.ofSeconds(random.nextInt(200)));
        case 9 -> trouble(queue, random);
        case 10 -> clock.putBack(Duration.ofSeconds(random.nextInt(-4000, 4000)));
        case 11 -> {
          meddle(store.events(), random);
          events.lookAgain();
        }
        default -> {
          threads.die();
          threads = new Threads(random);
          events = started(random, threads);
        }
      }
      assertThat(events.count()).isNotNegative();
    }
    calm = true;
    events.lookAgain(); // What may have been added counted as if it were.
    for (int minute = 0; minute < 60; minute++) {
      threads.runAll();
      clock.advance(Duration.ofMinutes(1));
    }
    assertAllIsOver(events);
  }

  private static FunctionVersion version(FunctionArn function) {
    return VERSIONS.stream()
        .filter(version -> version.arn().equals(function))
        .findFirst()
        .orElseThrow();
  }

  private void assertAllIsOver(Events events) {
    // Who gives one up and dies before the disk's answer tells nobody.
    errors.entrySet().stream()
        .filter(each -> each.getValue() >= 3)
        .forEach(each -> over.add(each.getKey()));
    assertThat(over).containsAll(accepted);
    accepted.addAll(maybe);
    assertThat(accepted).containsAll(over);
    assertThat(onDisk()).isEmpty();
    assertThat(events.count()).isZero();
    assertThat(events.size().bytes()).isZero();
  }
}
