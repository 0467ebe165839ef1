package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.dispatch.FlakyQueue.Failure;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.Invocation;
import dev.martlet.model.Observer;
import dev.martlet.model.Observer.EventDropped;
import dev.martlet.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventsTest extends EventsGround {
  @Test
  void anEventIsTriedAsItWasAccepted() {
    Events events = started();
    Invocation invocation = invocation(A);
    assertThat(events.accept(invocation)).isEqualTo(new Acceptance.Accepted());
    assertThat(tried).containsExactly(invocation);
    assertThat(events.count()).isZero();
    assertThat(onDisk()).isEmpty();
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
    assertThat(onDisk()).isEmpty();
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
  @EnumSource(names = {"OUT_OF_MEMORY", "OUT_OF_MEMORY_AFTERWARDS"})
  void whatTheJvmFailedToAddIsTriedIfItIsOnDiskAndElseDoesNotCount(Failure failure) {
    Events events = started();
    queue.additions.add(failure);
    assertThatThrownBy(() -> events.accept(invocation(A))).isInstanceOf(OutOfMemoryError.class);
    assertThat(tried).hasSize(failure == Failure.OUT_OF_MEMORY_AFTERWARDS ? 1 : 0);
    assertThat(events.count()).isZero();
    assertThat(onDisk()).isEmpty();
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
    assertThat(onDisk()).isEmpty();
    assertThat(tried).hasSize(1);
  }

  @Test
  void whatAnotherProcessHasAddedIsFoundAndTried() {
    Events events = started();
    store.events().add(QueuedEvent.of(invocation(B), clock.now()));
    events.lookAgain();
    assertThat(tried).hasSize(1);
    assertThat(events.count()).isZero();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whileADatabaseKeepsOneWaitingTheQueueIsReadAgainAndOthersGoOn() {
    Events events = started();
    queue.meanwhile =
        () -> {
          queue.meanwhile = () -> {};
          events.lookAgain();
          accept(events, B);
          assertThat(events.count()).as("the one that waits").isEqualTo(1);
        };
    accept(events, A);
    assertThat(tried).hasSize(2);
    assertThat(events.count()).isZero();
  }

  @Test
  void aLookThatFailsIsRepeatedUntilItHasWorked() {
    Events events = started();
    store.events().add(QueuedEvent.of(invocation(B), clock.now()));
    queue.looks.add(Failure.DISK_FULL);
    queue.looks.add(Failure.OUT_OF_MEMORY);
    events.lookAgain();
    assertThat(tried).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    assertThat(tried).hasSize(1);
  }

  /** What another process may do with an event that is being tried here. */
  enum Meddling {
    GIVES_BACK(1),
    TAKES_AND_DIES(2),
    ENDS(1);

    private final int attempts;

    Meddling(int attempts) {
      this.attempts = attempts;
    }

    void with(EventQueue queue, Invocation event, Instant now) {
      queue.giveBack(Set.of());
      if (this != GIVES_BACK
          && queue.take(event.function(), now, 1) instanceof EventQueue.Taken taken
          && this == ENDS) {
        queue.settle(taken.events().getFirst().attempt(), new EventQueue.Done());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAnotherProcessDoesWithAnEventThatIsBeingTriedIsSettledOnce(Meddling meddling) {
    Events events = events(dispatcher(9), limits(100, 4), tasks::add);
    events.start();
    accept(events, A);
    work(1);
    script =
        (function, invocation, soFar, sink) -> {
          script = this::succeed;
          meddling.with(store.events(), invocation, clock.now());
          events.lookAgain();
          work(1);
          assertThat(events.count()).isEqualTo(1);
          return succeed(function, invocation, soFar, sink);
        };
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(meddling.attempts);
    assertThat(events.count()).isZero();
    assertThat(events.size().bytes()).isZero();
    assertThat(events.age()).isZero();
    assertThat(onDisk()).isEmpty();
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
