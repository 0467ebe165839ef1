package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts that are killed, interrupted and hurried at random moments leave nothing behind. */
@Timeout(240)
class TurmoilIT {
  private static final int ROUNDS = 25;
  private static final int AT_ONCE = 8;
  private static final long LONGEST_NANOS = 30_000_000;

  @TempDir Path directory;

  @Test
  void whateverHappensToAStartEverySandboxEnds() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("TurmoilIT's seed is " + seed);
    Random random = new Random(seed);
    try (Grounds grounds = new Grounds(directory);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SandboxesIT.Traces before = SandboxesIT.Traces.of(directory);
      for (int round = 0; round < ROUNDS; round++) {
        List<Callable<Boolean>> lives = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          lives.add(life(grounds, i, Duration.ofNanos(1 + random.nextLong(LONGEST_NANOS))));
        }
        for (Future<Boolean> ended : threads.invokeAll(lives)) {
          assertThat(ended.get()).isTrue();
        }
      }
      SandboxesIT.Traces after = SandboxesIT.Traces.of(directory);
      assertThat(after.groups()).isEqualTo(before.groups());
      assertThat(after.processes()).isSubsetOf(before.processes());
      assertThat(after.mounts()).isEqualTo(before.mounts());
    }
  }

  private static Callable<Boolean> life(Grounds grounds, int kind, Duration moment) {
    SandboxSpec spec =
        switch (kind) {
          case 0 -> Grounds.spec("/bin/true");
          case 1 -> Grounds.spec("/no/such/program");
          case 2 -> Grounds.within(moment, Grounds.spec("/bin/sleep", "1000"));
          default -> Grounds.spec("/bin/sh", "-c", "sleep 1000 & setsid sleep 1000 & wait");
        };
    return () -> {
      if (kind == 3) {
        Thread self = Thread.currentThread();
        grounds.clock.schedule(moment, self::interrupt);
      }
      StartResult result = grounds.sandboxes.start(spec);
      return switch (result) {
        case StartResult.Refused refused -> true;
        case StartResult.Started(Sandbox sandbox) -> ends(grounds, sandbox, moment);
      };
    };
  }

  private static boolean ends(Grounds grounds, Sandbox sandbox, Duration moment)
      throws InterruptedException {
    grounds.clock.schedule(moment, () -> sandbox.kill(KillReason.IDLE));
    try (sandbox) {
      return sandbox.awaitEnd(Grounds.PATIENCE).isPresent();
    } catch (InterruptedException late) {
      // The interrupt that was meant for the start came after it.
      return sandbox.awaitEnd(Grounds.PATIENCE).isPresent();
    }
  }
}
