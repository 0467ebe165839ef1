package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final ManualClock clock = new ManualClock();
  private final AtomicInteger expired = new AtomicInteger();
  private final Deadline deadline = new Deadline(clock, expired::incrementAndGet);

  @Test
  void workThatEndsInTimeIsLeftAlone() {
    deadline.begin(Duration.ofSeconds(3));
    clock.advance(Duration.ofMillis(2999));

    assertThat(deadline.finish()).isTrue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(expired).hasValue(0);
  }

  @Test
  void workThatTakesTooLongExpiresOnce() {
    deadline.begin(Duration.ofSeconds(3));
    clock.advance(Duration.ofMinutes(1));

    assertThat(expired).hasValue(1);
    assertThat(deadline.finish()).isFalse();
  }

  @Test
  void aTimerArmedForEarlierWorkDoesNotCutLaterWorkShort() {
    for (int i = 0; i < 20; i++) {
      deadline.begin(Duration.ofSeconds(3));
      clock.advance(Duration.ofSeconds(2));
      assertThat(deadline.finish()).isTrue();
    }
    deadline.begin(Duration.ofSeconds(3));
    clock.advance(Duration.ofMillis(2999));
    assertThat(expired).hasValue(0);

    clock.advance(Duration.ofMillis(1));
    assertThat(expired).hasValue(1);
  }

  @Test
  void shorterWorkAfterLongerWorkIsNotKeptWaitingForTheOldTimer() {
    deadline.begin(Duration.ofSeconds(13));
    assertThat(deadline.finish()).isTrue();

    deadline.begin(Duration.ofSeconds(3));
    clock.advance(Duration.ofSeconds(3));

    assertThat(expired).hasValue(1);
  }

  @Test
  void closingLeavesNoTimerBehind() {
    deadline.begin(Duration.ofMinutes(15));
    deadline.begin(Duration.ofSeconds(3));

    deadline.close();

    assertThat(clock.scheduled()).isZero();
    clock.advance(Duration.ofMinutes(20));
    assertThat(expired).hasValue(0);
  }
}
