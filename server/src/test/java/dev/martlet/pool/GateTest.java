package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GateTest {
  private static final int ENOUGH = 2;

  private final ManualClock clock = new ManualClock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Gate gate = new Gate(lock, clock, ENOUGH);
  private final List<String> entered = new CopyOnWriteArrayList<>();

  @BeforeEach
  void aFullCrowd() {
    for (int i = 0; i <= ENOUGH; i++) {
      gate.began();
    }
    for (long end = Crowd.FIRST_REST.toNanos(); clock.nanoTime() < end; ) {
      clock.advance(Duration.ofNanos(100_000));
      gate.ended();
      if (clock.nanoTime() < end) {
        gate.began();
      }
    }
  }

  /** Enters on a thread of its own; returns once it waits or is in. */
  private Thread enter(String who) {
    Thread thread = Thread.ofPlatform().start(() -> enterHere(who, () -> {}));
    untilItWaits(thread);
    return thread;
  }

  private static void untilItWaits(Thread thread) {
    while (!(LockSupport.getBlocker(thread) instanceof Held) && thread.isAlive()) {
      Thread.onSpinWait();
    }
  }

  private void enterHere(String who, Runnable before) {
    lock.lock();
    try {
      before.run();
      gate.enter();
      gate.began();
      entered.add(Thread.currentThread().isInterrupted() ? who + ", interrupted" : who);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Held afterOneEnds() {
    gate.ended();
    return gate.next();
  }

  private void oneEnds() {
    lock.lock();
    try {
      Held.wake(afterOneEnds());
    } finally {
      lock.unlock();
    }
  }

  @Test
  void whoComesAtTheRightMomentPassesOneWhoHasJustBegunToWait() throws Exception {
    Thread first = enter("first");

    enterHere("second", () -> Held.wake(afterOneEnds()));
    assertThat(entered).containsExactly("second");

    oneEnds();
    first.join();
    assertThat(entered).containsExactly("second", "first");
  }

  @Test
  void nobodyPassesOneWhoHasWaitedForLong() throws Exception {
    Thread first = enter("first");
    clock.advance(Duration.ofMillis(1));

    Thread second =
        Thread.ofPlatform().start(() -> enterHere("second", () -> Held.wake(afterOneEnds())));
    first.join();
    assertThat(entered).containsExactly("first");

    oneEnds();
    second.join();
    assertThat(entered).containsExactly("first", "second");
  }

  @Test
  void whoIsInterruptedGoesOnWaitingAndStaysInterrupted() throws Exception {
    Thread first = enter("first");
    first.interrupt();
    Thread second = enter("second");
    untilItWaits(first);
    assertThat(entered).isEmpty();

    oneEnds();
    first.join();
    oneEnds();
    second.join();
    assertThat(entered).containsExactly("first, interrupted", "second");
  }

  @Test
  void aBurstOfLongerInvocationsIsNotHeldBackForLong() throws Exception {
    Thread first = enter("first");
    Thread second = enter("second");

    for (Duration passed = Duration.ZERO;
        passed.compareTo(Gate.PATIENCE.multipliedBy(2)) < 0;
        passed = passed.plusMillis(5)) {
      clock.advance(Duration.ofMillis(5));
      anInvocationOfEachEnds();
    }

    first.join();
    second.join();
    assertThat(gate.empty()).isTrue();
  }

  private void anInvocationOfEachEnds() {
    lock.lock();
    try {
      for (int i = 0; i < ENOUGH; i++) {
        gate.ended();
        gate.began();
      }
    } finally {
      lock.unlock();
    }
  }

  @Test
  void anAbandonedGateLetsEverybodyIn() throws Exception {
    Thread first = enter("first");
    Thread second = enter("second");

    lock.lock();
    try {
      gate.abandon();
    } finally {
      lock.unlock();
    }
    first.join();
    second.join();
    enter("third").join();

    assertThat(gate.empty()).isTrue();
  }
}
