package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.dispatch.FlakyQueue.Failure;
import dev.martlet.model.AnswerSink;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.Invocation;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import dev.martlet.model.Observer.EventDropped;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.model.RequestId;
import dev.martlet.pool.Execution;
import dev.martlet.pool.ScriptedPool;
import dev.martlet.store.DataDirectory;
import dev.martlet.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventsTest {
  private static final FunctionVersion A = Functions.version("a", "r1", 128);
  private static final FunctionVersion B = Functions.version("b", "r1", 128);

  private final ManualClock clock = new ManualClock();
  private final List<Observer.Happened> happened = new ArrayList<>();
  private final List<Invocation> tried = new ArrayList<>();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private FunctionCatalog catalog =
      (function, _) -> new FunctionCatalog.Found(function.equals(A.arn()) ? A : B);
  private ScriptedPool.Script script = this::succeed;
  private DataDirectory directory;
  private Store store;
  private FlakyQueue queue;
  private int numbers;

  @BeforeEach
  void open(@TempDir Path data) throws IOException {
    directory = ((DataDirectory.Opened) DataDirectory.open(data)).directory();
    store = ((Store.Opened) Store.open(directory, clock, Observer.NONE)).store();
    queue = new FlakyQueue(store.events());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    directory.close();
  }

  private Execution succeed(
      FunctionVersion function, Invocation invocation, Phases soFar, AnswerSink sink) {
    tried.add(invocation);
    return new Execution.Done(new Outcome.Success(soFar, function.version(), Bytes.EMPTY));
  }

  private Execution fail(
      FunctionVersion function, Invocation invocation, Phases soFar, AnswerSink sink) {
    tried.add(invocation);
    return new Execution.Done(
        new Outcome.FunctionError(soFar, function.version(), Bytes.EMPTY, "Oops"));
  }

  private Dispatcher dispatcher(int concurrency) {
    return new Dispatcher(
        (function, qualifier) -> catalog.resolve(function, qualifier),
        concurrency,
        ScriptedPool.of((f, i, p, s) -> script.run(f, i, p, s), clock),
        happened::add,
        clock);
  }

  private Events events(Dispatcher dispatcher, EventLimits limits, Executor executor) {
    return new Events(
        new Events.Parts(
            (function, qualifier) -> catalog.resolve(function, qualifier),
            queue,
            dispatcher,
            happened::add,
            clock,
            executor),
        limits);
  }

  private static EventLimits limits(long count, int concurrency) {
    return new EventLimits(count, ByteSize.megabytes(1), concurrency, ByteSize.megabytes(1024));
  }

  /** Of which everything happens on the thread that causes it. */
  private Events started() {
    Events events = events(dispatcher(9), limits(100, 4), Runnable::run);
    events.start();
    return events;
  }

  private Invocation invocation(FunctionVersion function) {
    return new Invocation(
        new RequestId("8f5d0c2e-3a6b-4c7d-9e8f-%012d".formatted(numbers++)),
        function.arn(),
        "$LATEST",
        Bytes.utf8("{\"a\":1}"),
        "{\"custom\":{}}",
        "Root=1-5759e988-bd862e3fe1be46a994272793",
        false,
        clock.nanoTime());
  }

  private void accept(Events events, FunctionVersion function) {
    assertThat(events.accept(invocation(function))).isEqualTo(new Acceptance.Accepted());
  }

  private List<EventDropped.Reason> dropped() {
    return happened.stream()
        .filter(EventDropped.class::isInstance)
        .map(dropped -> ((EventDropped) dropped).reason())
        .toList();
  }

  private void work(int most) {
    for (int i = 0; i < most && !tasks.isEmpty(); i++) {
      tasks.poll().run();
    }
  }

  @Test
  void anEventIsTriedAsItWasAccepted() {
    Events events = started();
    Invocation invocation = invocation(A);
    assertThat(events.accept(invocation)).isEqualTo(new Acceptance.Accepted());
    assertThat(tried).containsExactly(invocation);
    assertThat(events.count()).isZero();
    assertThat(store.events().waiting()).isEmpty();
    assertThat(happened)
        .hasAtLeastOneElementOfType(Observer.EventAccepted.class)
        .hasAtLeastOneElementOfType(Observer.EventTried.class)
        .hasAtLeastOneElementOfType(Observer.InvocationEnded.class);
  }

  @Test
  void aQueueWithNothingDueDoesNothing() {
    Events events = started();
    int before = clock.scheduled();
    accept(events, A);
    // What is left to come is that the idle environment is frozen, and its end.
    assertThat(clock.scheduled()).isEqualTo(before + 2);
  }

  @Test
  void aFunctionThatFailsIsTriedThreeTimesUnderOneRequestId() {
    script = this::fail;
    Events events = started();
    accept(events, A);
    clock.advance(Duration.ofSeconds(59));
    assertThat(tried).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(tried).hasSize(2);
    clock.advance(Duration.ofSeconds(119));
    assertThat(tried).hasSize(2);
    assertThat(events.age()).isEqualTo(Duration.ofSeconds(179));
    clock.advance(Duration.ofSeconds(1));
    assertThat(tried).hasSize(3).extracting(Invocation::id).containsOnly(tried.getFirst().id());
    assertThat(dropped()).containsExactly(EventDropped.Reason.ERRORS);
    assertThat(events.count()).isZero();
    assertThat(store.events().waiting()).isEmpty();
  }

  @Test
  void whatIsThrottledIsTriedAgainAfterPausesThatDouble() {
    Dispatcher dispatcher = dispatcher(1);
    Events events = events(dispatcher, limits(100, 4), Runnable::run);
    events.start();
    script =
        (function, invocation, soFar, sink) -> {
          if (tried.isEmpty()) {
            // The account's only place is taken all along.
            accept(events, A);
            clock.advance(Duration.ofSeconds(1));
            clock.advance(Duration.ofSeconds(2));
          }
          return succeed(function, invocation, soFar, sink);
        };

    dispatcher.invoke(invocation(B), _ -> {});

    long throttled = happened.stream().filter(Observer.Throttled.class::isInstance).count();
    assertThat(throttled).isEqualTo(3);
    assertThat(tried).hasSize(1);
    clock.advance(Duration.ofSeconds(4));
    assertThat(tried).hasSize(2);
    assertThat(events.count()).isZero();
    assertThat(dropped()).isEmpty();
  }

  @Test
  void theVersionIsFoundAtEachAttempt() {
    script = this::fail;
    Events events = started();
    accept(events, A);
    List<String> revisions = new ArrayList<>();
    script =
        (function, invocation, soFar, sink) -> {
          revisions.add(function.revision());
          return succeed(function, invocation, soFar, sink);
        };
    FunctionVersion next = Functions.version("a", "r2", 128);
    catalog = (_, _) -> new FunctionCatalog.Found(next);

    clock.advance(Duration.ofMinutes(1));

    assertThat(revisions).containsExactly("r2");
  }

  @Test
  void eventsOfADeletedFunctionAreDroppedAndCounted() {
    script = this::fail;
    Events events = started();
    accept(events, A);
    catalog = (_, _) -> new FunctionCatalog.NotFound("deleted");
    clock.advance(Duration.ofMinutes(1));
    assertThat(tried).hasSize(1);
    assertThat(dropped()).containsExactly(EventDropped.Reason.DELETED);
    assertThat(events.count()).isZero();
  }

  @Test
  void whatCannotRunNowIsNotAccepted() {
    Events events = started();
    catalog = (_, _) -> new FunctionCatalog.NotFound("nothing there");
    assertThat(events.accept(invocation(A)))
        .isEqualTo(new Acceptance.Refused(Outcome.Reason.NOT_FOUND, "nothing there"));
    catalog = (_, _) -> new FunctionCatalog.NotReady("pending");
    assertThat(events.accept(invocation(A)))
        .isEqualTo(new Acceptance.Refused(Outcome.Reason.NOT_READY, "pending"));
  }

  @Test
  void aFullQueueRefusesUntilSomethingHasLeft() {
    Events events = events(dispatcher(9), limits(2, 4), tasks::add);
    events.start();
    accept(events, A);
    accept(events, B);
    assertThat(events.accept(invocation(A)))
        .isInstanceOfSatisfying(
            Acceptance.Full.class,
            full -> assertThat(full.message()).contains("2 events of 1 MB together"));
    assertThat(happened).contains(new Observer.EventTurnedAway(A.arn()));
    work(Integer.MAX_VALUE);
    accept(events, A);
  }

  @Test
  void noMoreThanTheirPlacesAreTriedAtOnceAndOneFunctionGetsHalf() {
    Events events = events(dispatcher(9), limits(100, 4), tasks::add);
    events.start();
    for (int i = 0; i < 10; i++) {
      accept(events, A);
    }
    work(1);
    assertThat(tasks).as("of one function").hasSize(2);
    for (int i = 0; i < 10; i++) {
      accept(events, B);
    }
    tasks.addFirst(tasks.removeLast());
    work(1);
    assertThat(tasks).as("of two functions").hasSize(4);
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(20);
  }

  @Test
  void aLargeFunctionHasHalfOfTheMemoryAndLeavesItsPlacesToTheOthers() {
    FunctionVersion large = Functions.version("a", "r1", 512);
    catalog = (function, _) -> new FunctionCatalog.Found(function.equals(A.arn()) ? large : B);
    Events events = events(dispatcher(9), limits(100, 16), tasks::add);
    events.start();
    for (int i = 0; i < 10; i++) {
      accept(events, A);
      accept(events, B);
    }
    work(1);
    assertThat(tasks).as("one of 512 MB, four of 128 MB").hasSize(5);
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(20);
  }

  @Test
  void whatAStopFindsTakenButNotBegunIsGivenBackUntouched() throws InterruptedException {
    Events stopped = events(dispatcher(9), limits(100, 4), tasks::add);
    stopped.start();
    accept(stopped, A);
    work(1);
    stopped.stop();
    work(Integer.MAX_VALUE);
    stopped.await(Duration.ofDays(1));
    assertThat(tried).isEmpty();
    assertThat(stopped.count()).isEqualTo(1);

    started();
    assertThat(tried).hasSize(1);
  }

  @Test
  void anAttemptInWhichTheJvmFailsIsRepeatedAndLeavesItsPlace() {
    Events events = started();
    for (int i = 0; i < 8; i++) {
      script =
          (function, invocation, soFar, sink) -> {
            throw new OutOfMemoryError("scripted");
          };
      accept(events, A);
      script = this::succeed;
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(tried).hasSize(8);
    assertThat(events.count()).isZero();
  }

  @Test
  void withoutAThreadEventsWaitUntilThereIsOne() {
    AtomicInteger failures = new AtomicInteger();
    Executor scarce =
        task -> {
          if (failures.getAndDecrement() > 0) {
            throw new OutOfMemoryError("scripted: unable to create native thread");
          }
          tasks.add(task);
        };
    Events events = events(dispatcher(9), limits(100, 4), scarce);
    events.start();
    work(1);
    for (int scarcity = 1; scarcity <= 4; scarcity++) {
      failures.set(scarcity);
      accept(events, A);
      for (int second = 0; second < 9; second++) {
        work(Integer.MAX_VALUE);
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(tried).hasSize(scarcity);
      assertThat(events.count()).isZero();
    }
  }

  @Test
  void whatAKilledProcessHadTakenIsTriedAgain() {
    Events killed = events(dispatcher(9), limits(100, 4), tasks::add);
    killed.start();
    accept(killed, A);
    accept(killed, B);
    work(1);
    assertThat(tasks).as("taken, but never tried").hasSize(2);
    tasks.clear();

    Events next = started();

    assertThat(tried).hasSize(2);
    assertThat(next.count()).isZero();
  }

  @Test
  void afterAStopNothingIsTriedUntilTheNextStart() throws InterruptedException {
    Events stopped = started();
    stopped.stop();
    accept(stopped, A);
    stopped.await(Duration.ZERO);
    assertThat(tried).isEmpty();
    started();
    assertThat(tried).hasSize(1);
  }

  @Test
  void whatAStopHasKilledIsNoErrorOfTheFunction() {
    Events stopped = events(dispatcher(9), limits(100, 4), tasks::add);
    stopped.start();
    accept(stopped, A);
    script =
        (function, invocation, soFar, sink) -> {
          stopped.stop();
          assertThatCode(() -> stopped.await(Duration.ZERO)).doesNotThrowAnyException();
          return fail(function, invocation, soFar, sink);
        };
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(1);
    script = this::fail;

    started();
    clock.advance(Duration.ofMinutes(3));
    assertThat(tried).as("and then all its three attempts").hasSize(4);
  }

  @Test
  void whatHasBecomeTooOldIsDroppedUntried() {
    Events waiting = events(dispatcher(9), limits(100, 4), Runnable::run);
    accept(waiting, A);
    clock.advance(Duration.ofHours(6).plusSeconds(1));
    started();
    assertThat(tried).isEmpty();
    assertThat(dropped()).containsExactly(EventDropped.Reason.AGE);
  }

  @Test
  void whatWasNotWrittenIsNotAcceptedAndTakesNoRoom() {
    Events events = started();
    queue.additions.add(Failure.DISK_FULL);
    assertThatThrownBy(() -> events.accept(invocation(A))).hasMessageContaining("disk is full");
    assertThat(events.count()).isZero();
    assertThat(tried).isEmpty();
  }

  @Test
  void whatMayHaveBeenWrittenIsTriedIfItWas() {
    Events events = started();
    queue.additions.add(Failure.ANSWER_LOST);
    assertThat(events.accept(invocation(A))).isInstanceOf(Acceptance.Unknown.class);
    assertThat(tried).hasSize(1);
    queue.additions.add(Failure.REQUEST_LOST);
    assertThat(events.accept(invocation(A))).isInstanceOf(Acceptance.Unknown.class);
    assertThat(tried).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aFailureOfTakingLosesNothing(Failure failure) {
    Events events = started();
    queue.takings.add(failure);
    accept(events, A);
    assertThat(tried).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(tried).hasSize(1);
    assertThat(events.count()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aSettlementIsRepeatedUntilItIsOnDiskAndTheFunctionIsNot(Failure failure) {
    Events events = started();
    queue.settlings.add(failure);
    queue.settlings.add(failure);
    accept(events, A);
    assertThat(events.count()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(3));
    assertThat(events.count()).isZero();
    assertThat(store.events().waiting()).isEmpty();
    assertThat(tried).hasSize(1);
  }

  @Test
  void aClockThatIsPutBackDelaysNothing() {
    accept(events(dispatcher(9), limits(100, 4), Runnable::run), A);
    clock.putBack(Duration.ofHours(1));
    started();
    assertThat(tried).hasSize(1);
  }

  @Test
  void aClockThatIsPutForwardMakesNothingTooOld() {
    script = this::fail;
    Events events = started();
    accept(events, A);
    clock.putBack(Duration.ofHours(-7));
    assertThat(events.age()).isZero();
    clock.advance(Duration.ofMinutes(1));
    clock.putBack(Duration.ofHours(-1));
    clock.advance(Duration.ofMinutes(2));
    assertThat(tried).hasSize(3);
    assertThat(dropped()).containsExactly(EventDropped.Reason.ERRORS);
  }

  @Test
  void aClockThatJumpsForthAndBackDelaysNothing() {
    script = this::fail;
    Events events = started();
    accept(events, A);
    clock.putBack(Duration.ofHours(-1));
    accept(events, B);
    clock.putBack(Duration.ofHours(1));
    accept(events, A);
    script = this::succeed;
    clock.advance(Retry.LONGEST_PAUSE);
    assertThat(events.count()).isZero();
    assertThat(dropped()).isEmpty();
  }
}
