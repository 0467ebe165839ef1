package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Where the JVM itself fails between the queue and the function. */
class CourierTest extends EventsGround {
  private final FlakyClock flaky = new FlakyClock();
  private int threadless;

  /** Fails as often as a test says. */
  private final class FlakyClock implements Clock {
    private int looks;
    private int schedules;

    @Override
    public Instant now() {
      failIf(looks-- > 0);
      return clock.now();
    }

    @Override
    public long nanoTime() {
      return clock.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      failIf(schedules-- > 0);
      return clock.schedule(delay, task);
    }
  }

  private static void failIf(boolean now) {
    if (now) {
      throw new OutOfMemoryError("scripted");
    }
  }

  private Events working() {
    Executor executor =
        task -> {
          failIf(threadless-- > 0);
          tasks.add(task);
        };
    Events events =
        new Events(
            new Events.Parts(
                (function, qualifier) -> catalog.resolve(function, qualifier),
                queue,
                dispatcher(9),
                this::observe,
                flaky,
                executor),
            limits(100, 4));
    events.start();
    return events;
  }

  private void assertThatAllIsOver(Events events) {
    assertThat(events.count()).isZero();
    assertThat(onDisk()).isEmpty();
    // Had a place or an event been lost, what comes now would be tried in part only.
    tried.clear();
    for (int i = 0; i < 2; i++) {
      accept(events, A);
    }
    work(1);
    assertThat(tasks).as("places").hasSize(2);
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(2);
    assertThat(events.count()).isZero();
  }

  @Test
  void whatIsTakenAndCanBeHandedToNobodyIsTakenAgain() {
    Events events = working();
    accept(events, A);
    accept(events, A);
    threadless = 1;
    flaky.schedules = 1;
    work(Integer.MAX_VALUE);
    assertThat(tried).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(2);
    assertThatAllIsOver(events);
  }

  @Test
  void anAttemptWhoseSettlementCannotBeFoundIsRepeatedAfterAPauseAndLeavesItsPlace() {
    Events events = working();
    accept(events, A);
    script =
        (function, invocation, soFar, sink) -> {
          script = this::succeed;
          flaky.looks = 1;
          return succeed(function, invocation, soFar, sink);
        };
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(1);
    assertThat(events.count()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(2);
    assertThatAllIsOver(events);
  }

  private void loseTheFirstSettlement(Events events) {
    accept(events, A);
    queue.settlings.add(FlakyQueue.Failure.REQUEST_LOST);
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(1);
  }

  @Test
  void aSettlementIsRepeatedAsItWasWithoutAskingTheClock() {
    Events events = working();
    script = this::fail;
    loseTheFirstSettlement(events);
    script = this::succeed;
    clock.advance(Duration.ofSeconds(1));
    flaky.looks = 1;
    work(1);
    flaky.looks = 0;
    work(Integer.MAX_VALUE);
    assertThat(events.count()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(59));
    work(Integer.MAX_VALUE);
    assertThat(tried).as("a minute after the attempt").hasSize(2);
    assertThatAllIsOver(events);
  }

  @Test
  void aRepetitionThatGetsNoThreadEverLeavesItsPlaceAndTheEventIsTriedAgain() {
    Events events = working();
    loseTheFirstSettlement(events);
    threadless = 1;
    flaky.schedules = 1;
    clock.advance(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(2);
    assertThatAllIsOver(events);
  }

  @Test
  void aRepetitionThatCannotBeRepeatedLeavesItsPlaceAndTheEventIsTriedAgain() {
    Events events = working();
    loseTheFirstSettlement(events);
    queue.settlings.add(FlakyQueue.Failure.REQUEST_LOST);
    clock.advance(Duration.ofSeconds(1));
    flaky.schedules = 1;
    work(Integer.MAX_VALUE);
    clock.advance(Duration.ofSeconds(1));
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(2);
    assertThatAllIsOver(events);
  }

  @Test
  void whereThereIsNeitherAThreadNorATimerTheNextEventHasAllTried() {
    Events events = working();
    work(Integer.MAX_VALUE);
    threadless = 1;
    flaky.schedules = 1;
    accept(events, A);
    assertThat(tasks).isEmpty();
    accept(events, A);
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(2);
    assertThatAllIsOver(events);
  }
}
