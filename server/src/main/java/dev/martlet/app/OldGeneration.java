package dev.martlet.app;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Optional;

/**
 * Has the whole heap collected when its old generation has grown. By itself the serial collector
 * lets that grow to the heap's limit first, so that the process takes hundreds of megabytes for
 * environments and large bodies that are long gone. A collection stops the process for some 50 ms,
 * and is due after about a thousand environments.
 */
final class OldGeneration {
  /** Is not worth a collection. */
  static final ByteSize LITTLE = ByteSize.megabytes(32);

  /** So much more than the last collection left is worth one after a long while. */
  static final ByteSize SOME = ByteSize.megabytes(8);

  static final Duration LOOK = Duration.ofSeconds(5);

  /** After so long there is another collection even if only some was added to much. */
  static final Duration LONG = Duration.ofMinutes(5);

  /** What is looked at; {@code collect} may take its time. */
  interface Heap {
    /** Bytes in the old generation now. */
    long used();

    /** Those the last collection of the whole heap left there; 0 before the first. */
    long left();

    void collect();
  }

  private final Heap heap;
  private final Clock clock;
  private long collected;

  private OldGeneration(Heap heap, Clock clock) {
    this.heap = heap;
    this.clock = clock;
    this.collected = clock.nanoTime();
  }

  /** Watches the heap of this process, if its collector has two generations. */
  static void watch(Clock clock) {
    ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(OldGeneration::isOld)
        .findFirst()
        .ifPresent(pool -> watch(new ThisHeap(pool), clock));
  }

  /** Watches until the clock is closed. */
  static void watch(Heap heap, Clock clock) {
    new OldGeneration(heap, clock).lookLater();
  }

  private static boolean isOld(MemoryPoolMXBean pool) {
    return pool.getType() == MemoryType.HEAP && pool.getName().equals("Tenured Gen");
  }

  private void lookLater() {
    var _ = clock.schedule(LOOK, this::look);
  }

  private void look() {
    long used = heap.used();
    long now = clock.nanoTime();
    long left = heap.left();
    boolean late = now - collected >= LONG.toNanos();
    if (used > LITTLE.bytes() && (used > 2 * left || (late && used > left + SOME.bytes()))) {
      collected = now;
      heap.collect();
    }
    lookLater();
  }

  private record ThisHeap(MemoryPoolMXBean pool) implements Heap {
    @Override
    public long used() {
      return pool.getUsage().getUsed();
    }

    @Override
    public long left() {
      return Optional.ofNullable(pool.getCollectionUsage()).map(left -> left.getUsed()).orElse(0L);
    }

    @Override
    public void collect() {
      // It takes longer than a task of the clock's may.
      Thread.ofVirtual().name("martlet-heap").start(System::gc);
    }
  }
}
