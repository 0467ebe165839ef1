package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.Invocation;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.model.RequestId;
import dev.martlet.pool.Execution;
import dev.martlet.pool.Pool;
import dev.martlet.pool.ScriptedPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final FunctionVersion VERSION = Functions.version("a", "r1", 128);

  private final ManualClock clock = new ManualClock();
  private final List<Observer.Happened> happened = new ArrayList<>();
  private FunctionCatalog catalog = (_, _) -> new FunctionCatalog.Found(VERSION);
  private FunctionCatalog.Reserved reserved = FunctionCatalog.Reserved.NONE;
  private ScriptedPool.Script script =
      (function, _, soFar, _) -> new Execution.Done(success(function, soFar));

  private static Outcome.Success success(FunctionVersion function, Phases soFar) {
    return new Outcome.Success(soFar, function.version(), Bytes.EMPTY);
  }

  private final Pool pool = ScriptedPool.of((f, i, p, s) -> script.run(f, i, p, s), clock);

  private Dispatcher dispatcher(int concurrency) {
    return new Dispatcher(
        new FunctionCatalog() {
          @Override
          public Resolution resolve(FunctionArn function, String qualifier) {
            return catalog.resolve(function, qualifier);
          }

          @Override
          public Reserved reserved(FunctionArn function) {
            return reserved;
          }
        },
        concurrency,
        pool,
        happened::add,
        clock);
  }

  private Invocation invocation() {
    return new Invocation(
        new RequestId("8f5d0c2e-3a6b-4c7d-9e8f-0a1b2c3d4e5f"),
        VERSION.arn(),
        "$LATEST",
        Bytes.utf8("{}"),
        null,
        null,
        false,
        clock.nanoTime());
  }

  @Test
  void anInvocationRunsAndItsOutcomeComesBack() {
    Outcome outcome = dispatcher(1).invoke(invocation(), _ -> {});

    assertThat(outcome).isInstanceOf(Outcome.Success.class);
    assertThat(outcome.phases().coldStart()).isTrue();
    assertThat(happened).hasSize(1).first().isInstanceOf(Observer.InvocationEnded.class);
  }

  @Test
  void timeSpentBeforeTheEnvironmentIsTheWait() {
    Invocation invocation = invocation();
    clock.advance(Duration.ofMillis(100));

    Outcome outcome = dispatcher(1).invoke(invocation, _ -> {});

    assertThat(outcome.phases().waited()).isEqualTo(Duration.ofMillis(75));
    assertThat(outcome.phases().cold().init()).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void unknownFunctionsAndUnreadyOnesAreRefused() {
    Dispatcher dispatcher = dispatcher(1);

    catalog = (_, _) -> new FunctionCatalog.NotFound("nothing there");
    assertThat(dispatcher.invoke(invocation(), _ -> {}))
        .isEqualTo(new Outcome.Refused(Phases.NONE, Outcome.Reason.NOT_FOUND, "nothing there"));
    catalog = (_, _) -> new FunctionCatalog.NotReady("pending");
    assertThat(dispatcher.invoke(invocation(), _ -> {}))
        .isEqualTo(new Outcome.Refused(Phases.NONE, Outcome.Reason.NOT_READY, "pending"));
  }

  @Test
  void theAccountsConcurrencyRefusesAtOnceAndIsGivenBack() {
    Dispatcher dispatcher = dispatcher(1);
    List<Outcome> inner = new ArrayList<>();
    script =
        (function, _, soFar, _) -> {
          if (inner.isEmpty()) {
            inner.add(dispatcher.invoke(invocation(), _ -> {}));
          }
          return new Execution.Done(success(function, soFar));
        };

    assertThat(dispatcher.invoke(invocation(), _ -> {})).isInstanceOf(Outcome.Success.class);

    assertThat(inner)
        .first()
        .isInstanceOfSatisfying(
            Outcome.Throttled.class,
            throttled ->
                assertThat(throttled.limit()).isEqualTo(Outcome.Limit.ACCOUNT_CONCURRENCY));
    assertThat(dispatcher.invoke(invocation(), _ -> {})).isInstanceOf(Outcome.Success.class);
    assertThat(happened).hasAtLeastOneElementOfType(Observer.Throttled.class);
  }

  @Test
  void aReservationOfNothingThrottlesUntilItIsGivenUp() {
    Dispatcher dispatcher = dispatcher(1);
    reserved = new FunctionCatalog.Reserved(OptionalInt.of(0), 0);

    assertThat(dispatcher.invoke(invocation(), _ -> {}))
        .isInstanceOfSatisfying(
            Outcome.Throttled.class,
            throttled ->
                assertThat(throttled.limit()).isEqualTo(Outcome.Limit.FUNCTION_CONCURRENCY));

    reserved = FunctionCatalog.Reserved.NONE;
    assertThat(dispatcher.invoke(invocation(), _ -> {})).isInstanceOf(Outcome.Success.class);
  }

  @Test
  void anEventThatADeadEnvironmentNeverSawGoesToAnother() {
    AtomicInteger attempts = new AtomicInteger();
    script =
        (function, _, soFar, _) ->
            attempts.incrementAndGet() < 3
                ? new Execution.Undelivered()
                : new Execution.Done(success(function, soFar));

    assertThat(dispatcher(1).invoke(invocation(), _ -> {})).isInstanceOf(Outcome.Success.class);
    assertThat(attempts).hasValue(3);
  }

  @Test
  void aFunctionWhoseEnvironmentsAlwaysDieUnseenIsThePlatformsFault() {
    script = (_, _, _, _) -> new Execution.Undelivered();

    assertThat(dispatcher(1).invoke(invocation(), _ -> {}))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Outcome.Reason.PLATFORM));
  }

  @Test
  void whatAnOutdatedSnapshotStartedAfterTheChangeIsNotKept() {
    FunctionVersion next = Functions.version("a", "r2", 128);
    Dispatcher dispatcher = dispatcher(1);
    catalog =
        (_, _) -> {
          // The change comes between this invocation's look and its environment.
          catalog = (_, _) -> new FunctionCatalog.Found(next);
          dispatcher.changed(next.key());
          return new FunctionCatalog.Found(VERSION);
        };

    dispatcher.invoke(invocation(), _ -> {});
    assertThat(pool.reserved()).as("of the older revision").isEqualTo(ByteSize.ZERO);

    dispatcher.invoke(invocation(), _ -> {});
    assertThat(pool.reserved()).as("of the current one").isEqualTo(next.memory());
    clock.advance(ScriptedPool.KEEP_ALIVE);
    assertThat(pool.reserved()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void whatWasStartedWhileItsFunctionWasDeletedIsNotKept() {
    Dispatcher dispatcher = dispatcher(1);
    script =
        (function, _, soFar, _) -> {
          catalog = (_, _) -> new FunctionCatalog.NotFound("deleted");
          return new Execution.Done(success(function, soFar));
        };

    dispatcher.invoke(invocation(), _ -> {});

    assertThat(pool.reserved()).isEqualTo(ByteSize.ZERO);
  }
}
