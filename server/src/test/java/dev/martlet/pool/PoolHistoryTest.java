package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.Observer;
import dev.martlet.model.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
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
              BUDGET, 2, Duration.ofMinutes(1), Duration.ofNanos(1), Duration.ofMinutes(1));
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
