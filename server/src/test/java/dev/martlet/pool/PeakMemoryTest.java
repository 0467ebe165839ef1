package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.ManualClock;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PeakMemoryTest {
  private final ManualClock clock = new ManualClock();
  private final AtomicReference<ByteSize> used = new AtomicReference<>(ByteSize.megabytes(1));

  @Test
  void itIsAskedForOnceInAMomentAndWheneverItMatters() {
    PeakMemory peak = new PeakMemory(clock, used::get);
    assertThat(peak.recent()).isEqualTo(ByteSize.megabytes(1));
    used.set(ByteSize.megabytes(2));

    clock.advance(PeakMemory.MOMENT.minusNanos(1));
    assertThat(peak.recent()).isEqualTo(ByteSize.megabytes(1));
    clock.advance(PeakMemory.MOMENT.dividedBy(10));
    assertThat(peak.recent()).isEqualTo(ByteSize.megabytes(2));

    used.set(ByteSize.megabytes(3));
    assertThat(peak.recent()).isEqualTo(ByteSize.megabytes(2));
    assertThat(peak.now()).isEqualTo(ByteSize.megabytes(3));
    assertThat(peak.recent()).isEqualTo(ByteSize.megabytes(3));
  }
}
