package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import dev.martlet.model.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories on many threads: the pool's rules hold at every moment. */
class PoolHistoryTest {
  private static final ByteSize BUDGET = ByteSize.megabytes(1024);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void theRulesHoldWhateverHappens(long seed) throws Exception {
    ScriptedEnvironments environments = new ScriptedEnvironments();
    try (SystemClock clock = new SystemClock()) {
      PoolLimits limits =
          new PoolLimits(
              BUDGET, 2, 2, Duration.ofMinutes(1), Duration.ofNanos(1), Duration.ofMinutes(1));
      Pool pool =
          new Pool(
              limits, environments, Observer.NONE, clock, Thread::startVirtualThread, () -> {});
      List<FutureTask<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(seed * 100 + i);
        FutureTask<Integer> caller = new FutureTask<>(() -> call(pool, random));
        callers.add(caller);
        Thread.ofVirtual().start(caller);
      }
      for (FutureTask<Integer> caller : callers) {
        assertThat(caller.get()).isEqualTo(500);
      }
      pool.close();
      while (pool.reserved().bytes() > 0) {
        Thread.onSpinWait();
      }
      assertThat(environments.live()).isZero();
    }
  }

  /** So that the pool holds callers back, lets them in, and loses environments meanwhile. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void nobodyWaitsForEverInACrowd(long seed) throws Exception {
    ManualClock clock = new ManualClock();
    PoolLimits limits =
        new PoolLimits(
            BUDGET, 2, 2, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (Pool pool =
        new Pool(
            limits, new ScriptedEnvironments(), Observer.NONE, clock, Runnable::run, () -> {})) {
      Lock time = new ReentrantLock();
      List<FutureTask<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(seed * 100 + i);
        FutureTask<Integer> caller = new FutureTask<>(() -> callShortly(pool, random, clock, time));
        callers.add(caller);
        Thread.ofVirtual().start(caller);
      }
      for (FutureTask<Integer> caller : callers) {
        assertThat(caller.get(1, TimeUnit.MINUTES)).isEqualTo(5000);
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // has the others ask meanwhile, and decides nothing
  private static int callShortly(Pool pool, Random random, ManualClock clock, Lock time) {
    int served = 0;
    for (int i = 0; i < 5000; i++) {
      if (pool.acquire(Functions.version("f", "r1", 128))
          instanceof Acquisition.Acquired(Lease lease)) {
        Thread.yield();
        time.lock();
        try {
          clock.advance(Duration.ofNanos(random.nextInt(500) == 0 ? 5_000_000 : 100_000));
        } finally {
          time.unlock();
        }
        if (random.nextInt(100) == 0) {
          ((ScriptedEnvironments.Scripted) lease.environment()).usable = false;
        }
        if (random.nextInt(20_000) == 0) {
          pool.retire(Functions.version("f", "r2", 128).key());
        }
        lease.close();
        served++;
      }
    }
    return served;
  }

  private static int call(Pool pool, Random random) {
    int served = 0;
    for (int i = 0; i < 500; i++) {
      int which = random.nextInt(6);
      FunctionVersion version =
          Functions.version("f" + which, "r" + random.nextInt(2), 128L * (1 + which % 3));
      if (pool.acquire(version) instanceof Acquisition.Acquired(Lease lease)) {
        var environment = (ScriptedEnvironments.Scripted) lease.environment();
        assertThat(environment.function()).isEqualTo(version);
        assertThat(environment.endedBecause).isEmpty();
        assertThat(environment.frozen).isFalse();
        assertThat(pool.reserved()).isLessThanOrEqualTo(BUDGET);
        if (random.nextInt(10) == 0) {
          environment.usable = false;
        }
        if (random.nextInt(50) == 0) {
          pool.retire(Functions.version("f" + which, "r" + random.nextInt(2), 128).key());
        }
        lease.close();
        served++;
      }
    }
    return served;
  }
}
