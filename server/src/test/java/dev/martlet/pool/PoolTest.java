package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.sandbox.KillReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolTest {
  private static final int ENOUGH = 2;
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration FREEZE = Duration.ofSeconds(1);
  private static final Duration KEEP = Duration.ofMinutes(5);

  private final ManualClock clock = new ManualClock();
  private final ScriptedEnvironments environments = new ScriptedEnvironments();
  private final List<Observer.Happened> happened = new ArrayList<>();
  private final Pool pool = pool(512, 2);

  private Pool pool(long megabytes, int starts) {
    PoolLimits limits =
        new PoolLimits(ByteSize.megabytes(megabytes), starts, ENOUGH, WAIT, FREEZE, KEEP);
    return new Pool(limits, environments, this::note, clock, Runnable::run, () -> {});
  }

  private synchronized void note(Observer.Happened event) {
    happened.add(event);
  }

  private static FunctionVersion version(String name) {
    return Functions.version(name, "r1", 128);
  }

  private Lease lease(FunctionVersion version) {
    return lease(pool.acquire(version));
  }

  private static Lease lease(Acquisition acquisition) {
    if (acquisition instanceof Acquisition.Acquired(Lease lease)) {
      return lease;
    }
    throw new AssertionError("No lease: " + acquisition);
  }

  /** Asks on a thread of its own, and returns once it stands in line. */
  private FutureTask<Acquisition> inLine(FunctionVersion version) throws InterruptedException {
    FutureTask<Acquisition> asking = new FutureTask<>(() -> pool.acquire(version));
    Thread thread = Thread.ofPlatform().start(asking);
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    return asking;
  }

  @Test
  void theFirstCallerPaysTheColdStartAndTheNextReusesTheEnvironment() {
    Lease first = lease(version("a"));
    assertThat(first.cold()).isEqualTo(ScriptedEnvironments.COLD);
    first.close();

    Lease second = lease(version("a"));

    assertThat(second.cold()).isEqualTo(Phases.Cold.NONE);
    assertThat(second.environment()).isSameAs(first.environment());
    assertThat(environments.made).hasSize(1);
  }

  @Test
  void anEnvironmentHasOneLeaseAtATime() {
    Lease first = lease(version("a"));
    Lease second = lease(version("a"));

    assertThat(second.environment()).isNotSameAs(first.environment());
  }

  @Test
  void theMostRecentlyUsedEnvironmentIsTakenFirst() {
    Lease first = lease(version("a"));
    Lease second = lease(version("a"));
    second.close();
    first.close();

    assertThat(lease(version("a")).environment()).isSameAs(first.environment());
  }

  @Test
  void anotherRevisionNeverSharesAnEnvironment() {
    lease(version("a")).close();

    Lease other = lease(Functions.version("a", "r2", 128));

    assertThat(environments.made).hasSize(2);
    assertThat(other.environment().function().revision()).isEqualTo("r2");
  }

  @Test
  void anUnusableEnvironmentEndsAndTheNextCallerGetsAFreshOne() {
    Lease broken = lease(version("a"));
    environments.made.getFirst().usable = false;
    broken.close();

    assertThat(environments.made.getFirst().endedBecause).isNotEmpty();
    assertThat(lease(version("a")).environment()).isNotSameAs(broken.environment());
    assertThat(pool.reserved()).isEqualTo(ByteSize.megabytes(128));
  }

  @Test
  void idleEnvironmentsEndInTheirTimeHoweverTheClockJumps() {
    for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
      lease(version("a")).close();
      clock.putBack(jump);
      clock.advance(KEEP.minusSeconds(1));
      assertThat(environments.live()).isEqualTo(1);
      clock.advance(Duration.ofSeconds(1));
      assertThat(environments.live()).isZero();
    }
  }

  @Test
  void noEnvironmentOutlivesItsCredentials() {
    Lease lease = lease(version("a"));
    clock.advance(Books.LONGEST_LIFE.minusSeconds(1));
    lease.close();
    assertThat(environments.live()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    Lease fresh = lease(version("a"));
    assertThat(environments.made.getFirst().endedBecause).isEqualTo("it was old");
    assertThat(fresh.environment()).isNotSameAs(lease.environment());
    clock.advance(Books.LONGEST_LIFE);
    fresh.close();
    assertThat(environments.live()).isZero();
    assertThat(pool.reserved()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void anEnvironmentThatDiesWhileIdleIsNotLeasedAgain() {
    lease(version("a")).close();
    environments.made.getFirst().whenDead.run();
    environments.made.getFirst().whenDead.run();

    lease(version("a"));

    assertThat(environments.made).hasSize(2);
    assertThat(environments.live()).isEqualTo(1);
  }

  @Test
  void whoDiesWhileLeasedEndsAtRelease() {
    Lease lease = lease(version("a"));
    environments.made.getFirst().whenDead.run();
    assertThat(environments.live()).isEqualTo(1);

    lease.close();

    assertThat(environments.live()).isZero();
    assertThat(pool.reserved()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void idleEnvironmentsEndAfterTheirTime() {
    Lease first = lease(version("a"));
    Lease second = lease(version("b"));
    first.close();
    clock.advance(Duration.ofMinutes(3));
    second.close();

    clock.advance(Duration.ofMinutes(2));
    assertThat(environments.made.get(0).endedBecause).isEqualTo(KillReason.IDLE.text());
    assertThat(environments.made.get(1).endedBecause).isEmpty();

    clock.advance(Duration.ofMinutes(3));
    assertThat(environments.live()).isZero();
    assertThat(pool.reserved()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void reuseKeepsAnEnvironmentAlive() {
    for (int i = 0; i < 10; i++) {
      lease(version("a")).close();
      clock.advance(Duration.ofMinutes(4));
    }

    assertThat(environments.made).hasSize(1);
    assertThat(environments.live()).isEqualTo(1);
  }

  @Test
  void theLongestIdleEnvironmentsOfOthersAreEvictedForMemory() {
    lease(version("a")).close();
    clock.advance(Duration.ofSeconds(1));
    lease(version("b")).close();

    Lease large = lease(Functions.version("c", "r1", 300));

    assertThat(large.environment().function().arn().name()).isEqualTo("c");
    assertThat(environments.made.get(0).endedBecause).isEqualTo(KillReason.EVICTED.text());
    assertThat(environments.made.get(1).endedBecause).isEmpty();
    assertThat(pool.reserved()).isEqualTo(ByteSize.megabytes(428));
  }

  @Test
  void evictingMoreThanIsNeededGivesTheRestBack() {
    Lease large = lease(Functions.version("large", "r1", 512));
    large.close();

    lease(version("small"));

    assertThat(pool.reserved()).isEqualTo(ByteSize.megabytes(128));
  }

  @Test
  void whoWaitsForMemoryIsThrottledWhenTheTimeIsOver() throws Exception {
    lease(Functions.version("large", "r1", 512));
    FutureTask<Acquisition> waiting = inLine(version("b"));

    clock.advance(WAIT);

    assertThat(waiting.get())
        .isInstanceOfSatisfying(
            Acquisition.Throttled.class,
            throttled -> {
              assertThat(throttled.limit()).isEqualTo(Outcome.Limit.MEMORY);
              assertThat(throttled.message()).contains("128 MB").contains("512 MB");
            });
  }

  @Test
  void whoWaitsForMemoryStartsOnceALeasedEnvironmentIsReleased() throws Exception {
    Lease large = lease(Functions.version("large", "r1", 512));
    FutureTask<Acquisition> waiting = inLine(version("b"));

    large.close();

    assertThat(lease(waiting.get()).environment().function().arn().name()).isEqualTo("b");
    assertThat(environments.made.getFirst().endedBecause).isEqualTo(KillReason.EVICTED.text());
  }

  @Test
  void whoWaitsForAStartTakesAnEnvironmentOfItsVersionThatBecomesFree() throws Exception {
    Pool one = pool;
    Lease busy = lease(version("a"));
    environments.gate = new CountDownLatch(1);
    FutureTask<Acquisition> starting = inLine(version("x"));
    FutureTask<Acquisition> alsoStarting = inLine(version("y"));
    FutureTask<Acquisition> waiting = inLine(version("a"));

    busy.close();

    assertThat(lease(waiting.get()).environment()).isSameAs(busy.environment());
    environments.gate.countDown();
    lease(starting.get());
    lease(alsoStarting.get());
    assertThat(one.reserved()).isEqualTo(ByteSize.megabytes(3 * 128));
  }

  @Test
  void moreStartsThanAllowedWaitForTheirTurn() throws Exception {
    environments.gate = new CountDownLatch(1);
    FutureTask<Acquisition> first = inLine(version("a"));
    FutureTask<Acquisition> second = inLine(version("b"));
    FutureTask<Acquisition> third = inLine(version("c"));

    clock.advance(WAIT);
    assertThat(third.get())
        .isInstanceOfSatisfying(
            Acquisition.Throttled.class,
            throttled -> assertThat(throttled.limit()).isEqualTo(Outcome.Limit.STARTS));

    environments.gate.countDown();
    lease(first.get());
    lease(second.get());
  }

  @Test
  void aFailedStartFreesItsMemoryAndItsSlot() {
    environments.failure = "no interpreter";

    for (int i = 0; i < 5; i++) {
      assertThat(pool.acquire(version("a"))).isEqualTo(new Acquisition.Failed("no interpreter"));
    }
    assertThat(pool.reserved()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void retiringEndsIdleEnvironmentsNowAndLeasedOnesAtRelease() {
    Lease leased = lease(version("a"));
    lease(version("a")).close();
    Lease other = lease(version("b"));
    other.close();

    pool.retire(Functions.version("a", "r2", 128).key());
    assertThat(environments.live()).isEqualTo(2);
    leased.close();

    assertThat(environments.live()).isEqualTo(1);
    assertThat(lease(version("b")).environment()).isSameAs(other.environment());
  }

  @Test
  void retiringSparesTheCurrentRevision() {
    lease(version("a")).close();

    pool.retire(version("a").key());

    assertThat(environments.live()).isEqualTo(1);
  }

  @Test
  void aClosedPoolRefusesEverybodyAndEndsWhatIsIdle() throws Exception {
    Lease leased = lease(version("a"));
    lease(version("b")).close();
    lease(Functions.version("c", "r1", 256));
    FutureTask<Acquisition> waiting = inLine(Functions.version("d", "r1", 512));

    pool.close();
    leased.close();

    assertThat(waiting.get()).isInstanceOf(Acquisition.Failed.class);
    assertThat(pool.acquire(version("a"))).isInstanceOf(Acquisition.Failed.class);
    assertThat(environments.live()).isEqualTo(1);
  }

  @Test
  void observersSeeEveryMoveOfAnEnvironment() {
    lease(version("a")).close();
    pool.close();

    assertThat(
            happened.stream()
                .filter(Observer.EnvironmentStateChanged.class::isInstance)
                .map(Observer.EnvironmentStateChanged.class::cast)
                .map(Observer.EnvironmentStateChanged::to))
        .containsExactly("starting", "busy", "idle", "ending", "ended");
  }

  @Test
  void anIdleEnvironmentStandsStillAfterAWhileUntilItIsUsed() {
    lease(version("a")).close();
    clock.advance(FREEZE.dividedBy(2));
    lease(version("b")).close();
    clock.advance(FREEZE.dividedBy(2));
    assertThat(environments.made).extracting(made -> made.frozen).containsExactly(true, false);
    Lease again = lease(version("a"));
    assertThat(environments.made.getFirst().frozen).isFalse();
    clock.advance(FREEZE);
    assertThat(environments.made).extracting(made -> made.frozen).containsExactly(false, true);
    again.close();
    clock.advance(FREEZE);
    assertThat(environments.made).extracting(made -> made.frozen).containsExactly(true, true);
  }

  @Test
  void aFrozenEnvironmentEndsMakesRoomAndDiesLikeAnyOther() {
    for (String name : List.of("a", "b", "c", "d")) {
      lease(version(name)).close();
    }
    clock.advance(FREEZE);
    lease(version("e")).close();
    assertThat(environments.made.getFirst().endedBecause).isEqualTo(KillReason.EVICTED.text());
    environments.made.get(1).whenDead.run();
    assertThat(environments.made.get(1).endedBecause).isNotEmpty();
    clock.advance(KEEP);
    assertThat(environments.live()).isZero();
    assertThat(pool.reserved()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void shortInvocationsBeyondWhatProcessorsServeWaitForAnEnvironmentAtWork() throws Exception {
    List<Lease> leases = crowd(version("a"));
    FutureTask<Acquisition> held = inLine(version("a"));
    FutureTask<Acquisition> heldToo = inLine(version("a"));
    assertThat(lease(version("b")).cold()).isEqualTo(ScriptedEnvironments.COLD);
    leases.removeFirst().close();

    assertThat(lease(held.get()).cold()).isEqualTo(Phases.Cold.NONE);
    leases.removeFirst().close();
    assertThat(lease(heldToo.get()).cold()).isEqualTo(Phases.Cold.NONE);
    assertThat(environments.made).hasSize(ENOUGH + 2);
  }

  @Test
  void whoIsLetInAndFindsNoMemoryIsThrottledInTheUsualTime() throws Exception {
    crowd(version("a"));
    List<FutureTask<Acquisition>> held = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      held.add(inLine(version("a")));
    }

    clock.advance(Gate.PATIENCE.multipliedBy(2));
    while (clock.scheduled() < 5) {
      Thread.onSpinWait();
    }
    clock.advance(WAIT);

    int throttled = 0;
    for (FutureTask<Acquisition> asking : held) {
      throttled += asking.get() instanceof Acquisition.Throttled ? 1 : 0;
    }
    assertThat(throttled).isEqualTo(3);
  }

  @Test
  void whoIsHeldBackForTooLongIsLetIn() throws Exception {
    crowd(version("a"));
    FutureTask<Acquisition> held = inLine(version("a"));
    FutureTask<Acquisition> heldToo = inLine(version("a"));

    clock.advance(Gate.PATIENCE.multipliedBy(2));

    lease(held.get());
    lease(heldToo.get());
  }

  @Test
  void whoIsHeldBackWaitsNoLongerThanTheVersion() throws Exception {
    crowd(version("a"));
    FutureTask<Acquisition> held = inLine(version("a"));
    pool.retire(Functions.version("a", "r2", 128).key());
    assertThat(lease(held.get()).cold()).isEqualTo(ScriptedEnvironments.COLD);
  }

  @Test
  void whoIsHeldBackWaitsNoLongerThanThePool() throws Exception {
    crowd(version("a"));
    FutureTask<Acquisition> held = inLine(version("a"));
    pool.close();
    assertThat(held.get()).isInstanceOf(Acquisition.Failed.class);
  }

  /** Calls so often and shortly that the pool finds out how many at once are enough. */
  private List<Lease> crowd(FunctionVersion version) {
    List<Lease> leases = new ArrayList<>();
    long until = clock.nanoTime() + Crowd.FIRST_REST.toNanos();
    while (clock.nanoTime() < until) {
      while (leases.size() <= ENOUGH) {
        leases.add(lease(version));
      }
      clock.advance(Duration.ofNanos(100_000));
      leases.removeFirst().close();
    }
    return leases;
  }
}
