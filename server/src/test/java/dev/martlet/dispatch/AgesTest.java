package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgesTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock();
  private final Ages ages = new Ages(clock);

  private Instant queuedAMinuteAgo() {
    Instant queued = ages.now();
    clock.advance(MINUTE);
    return queued;
  }

  private void forward(Duration by) {
    clock.putBack(by.negated());
  }

  @Test
  void timeThatPassesCounts() {
    Instant queued = queuedAMinuteAgo();
    clock.advance(HOUR);
    assertThat(ages.of(queued)).isEqualTo(HOUR.plus(MINUTE));
  }

  @Test
  void aJumpForwardMakesNothingOlderAndWhatComesAfterItIsNotYounger() {
    Instant before = queuedAMinuteAgo();
    forward(HOUR.multipliedBy(7));
    Instant after = queuedAMinuteAgo();
    assertThat(ages.of(before)).isEqualTo(MINUTE.multipliedBy(2));
    assertThat(ages.of(after)).isEqualTo(MINUTE);
  }

  @Test
  void aJumpForthAndBackIsNone() {
    Instant queued = queuedAMinuteAgo();
    forward(HOUR);
    assertThat(ages.of(queued)).isEqualTo(MINUTE);
    clock.putBack(HOUR);
    assertThat(ages.of(queued)).isEqualTo(MINUTE);
    clock.advance(HOUR);
    assertThat(ages.of(queued)).isEqualTo(HOUR.plus(MINUTE));
  }

  @Test
  void aJumpBackAndForthIsNoneEither() {
    Instant queued = queuedAMinuteAgo();
    clock.putBack(HOUR);
    assertThat(ages.of(queued)).isZero();
    Instant between = queuedAMinuteAgo();
    forward(HOUR);
    assertThat(ages.of(queued)).isEqualTo(MINUTE.multipliedBy(2));
    assertThat(ages.of(between)).isEqualTo(MINUTE);
  }

  @Test
  void aClockThatIsAlwaysWrongTakesNoMemory() {
    Instant queued = ages.now();
    for (int jump = 0; jump < 10_000; jump++) {
      forward(HOUR);
      ages.now();
    }
    assertThat(ages.of(queued)).isLessThan(HOUR.multipliedBy(10_000));
  }
}
