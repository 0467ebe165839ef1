package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StallsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final Stalls stalls = new Stalls(clock, LIMIT);

  @AfterEach
  void close() {
    stalls.close();
  }

  @Test
  void whoStandsStillForLongerThanTheLimitIsInterrupted() {
    stalls.progress();
    clock.advance(LIMIT);
    assertThat(Thread.currentThread().isInterrupted()).as("not longer yet").isFalse();
    clock.advance(LIMIT);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anInterruptThatComesAfterTheLastByteDoesNotOutliveTheReading() {
    stalls.progress();
    clock.advance(LIMIT.multipliedBy(2));
    stalls.done();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void whoReadsNoMoreIsNotInterrupted() {
    stalls.progress();
    stalls.done();
    clock.advance(LIMIT.multipliedBy(3));
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void anInterruptThatHasNothingToDoWithAStallIsKept() {
    stalls.progress();
    Thread.currentThread().interrupt();
    stalls.done();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anInterruptAfterAStallThatWasNoneIsKept() {
    stalls.progress();
    stalls.done();
    Thread.currentThread().interrupt();
    stalls.done();
    assertThat(Thread.interrupted()).as("nothing was read since").isTrue();
  }

  @Test
  void whoSaysAgainThatItBeginsGetsNoMoreTime() {
    stalls.begin();
    clock.advance(LIMIT.dividedBy(2));
    stalls.begin();
    clock.advance(LIMIT.multipliedBy(3).dividedBy(2));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whoGoesOnGetsItsTimeAnew() {
    stalls.begin();
    clock.advance(LIMIT);
    stalls.goOn();
    clock.advance(LIMIT);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    clock.advance(LIMIT);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whoDoesNotReadIsNotWatchedForGoingOn() {
    stalls.goOn();
    assertThat(stalls.watched()).isZero();
  }

  @Test
  void aThreadThatEndedWhileItReadIsForgotten() throws InterruptedException {
    Thread reader = Thread.startVirtualThread(stalls::progress);
    reader.join();
    clock.advance(LIMIT);
    assertThat(stalls.watched()).isZero();
  }
}
