package dev.martlet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OldGenerationTest {
  private static final long LITTLE = OldGeneration.LITTLE.bytes();

  private final ManualClock clock = new ManualClock();
  private final FakeHeap heap = new FakeHeap();

  private static final class FakeHeap implements OldGeneration.Heap {
    private long used;
    private long left;
    private long live;
    private int collections;

    @Override
    public long used() {
      return used;
    }

    @Override
    public long left() {
      return left;
    }

    @Override
    public void collect() {
      collections++;
      used = live;
      left = live;
    }
  }

  @BeforeEach
  void watch() {
    OldGeneration.watch(heap, clock);
  }

  @Test
  void aLittleIsLeftAlone() {
    heap.used = LITTLE;
    clock.advance(OldGeneration.LONG.multipliedBy(2));
    assertThat(heap.collections).isZero();
  }

  @Test
  void whatHasGrownIsCollectedEachTime() {
    heap.live = LITTLE / 4;
    for (int time = 1; time <= 3; time++) {
      heap.used = LITTLE + 1;
      clock.advance(OldGeneration.LOOK);
      assertThat(heap.collections).isEqualTo(time);
      clock.advance(OldGeneration.LOOK);
      assertThat(heap.collections).isEqualTo(time);
    }
  }

  @Test
  void muchThatIsInUseIsCollectedWhenItHasDoubledAndOtherwiseOnceInALongWhile() {
    heap.live = 10 * LITTLE;
    heap.used = heap.live;
    clock.advance(OldGeneration.LOOK);
    assertThat(heap.collections).isOne();

    heap.used = 2 * heap.live;
    clock.advance(OldGeneration.LOOK);
    assertThat(heap.collections).isOne();

    heap.used = 2 * heap.live + 1;
    clock.advance(OldGeneration.LOOK);
    assertThat(heap.collections).isEqualTo(2);

    clock.advance(OldGeneration.LONG);
    assertThat(heap.collections).isEqualTo(2);
    heap.used = heap.live + OldGeneration.SOME.bytes() + 1;
    clock.advance(OldGeneration.LOOK);
    assertThat(heap.collections).isEqualTo(3);
    heap.used = heap.live + OldGeneration.SOME.bytes() + 1;
    clock.advance(OldGeneration.LONG.minus(OldGeneration.LOOK));
    assertThat(heap.collections).isEqualTo(3);
    clock.advance(OldGeneration.LOOK);
    assertThat(heap.collections).isEqualTo(4);
  }
}
