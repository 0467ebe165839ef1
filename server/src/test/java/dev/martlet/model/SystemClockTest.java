package dev.martlet.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SystemClockTest {
  @Test
  void aTaskThatHasStartedCannotBeCancelled() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (SystemClock clock = new SystemClock()) {
      Clock.Timer timer =
          clock.schedule(
              Duration.ZERO,
              () -> {
                started.countDown();
                awaitQuietly(goOn);
              });
      started.await();

      assertThat(timer.cancel()).isFalse();
      goOn.countDown();
    }
  }

  @Test
  void aTaskThatWaitsIsCancelledOnce() {
    try (SystemClock clock = new SystemClock()) {
      Clock.Timer timer = clock.schedule(Duration.ofHours(1), () -> {});

      assertThat(timer.cancel()).isTrue();
      assertThat(timer.cancel()).isFalse();
    }
  }

  @Test
  void aTaskThatFailsDoesNotStopTheNext() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    try (SystemClock clock = new SystemClock()) {
      clock.schedule(
          Duration.ZERO,
          () -> {
            throw new IllegalStateException("on purpose");
          });
      clock.schedule(Duration.ZERO, ran::countDown);
      ran.await();
    }
    assertThat(ran.getCount()).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
