package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HoldingsTest {
  private static final SandboxId ID = new SandboxId("held");
  private static final SandboxLimits LIMITS = SandboxLimits.ofMemory(ByteSize.megabytes(64));
  private static final Scratch SCRATCH = new Scratch.Memory(ByteSize.megabytes(1));

  private final UserIds users = new UserIds(1, 1);

  @Test
  void unreadableFiguresKeepNothingOnTheMachine() throws Exception {
    FailingCgroup group = new FailingCgroup(new ArrayDeque<>());
    assertThat(release(group, null)).isEqualTo(Holdings.UNKNOWN);
    assertThat(group.removed).isTrue();
    assertThat(users.awaitAllFree(Duration.ZERO)).isTrue();
  }

  @Test
  void aFailureToRemoveIsTriedAgain() throws Exception {
    FailingCgroup group = new FailingCgroup(new ArrayDeque<>(List.of(new IOException("Not yet"))));
    release(group, null);
    assertThat(group.removed).isTrue();
    assertThat(users.awaitAllFree(Duration.ZERO)).isTrue();
  }

  @Test
  void theUserOfALauncherThatDoesNotEndIsGivenToNobodyAndTheLauncherNotKilled() throws Exception {
    ScriptedLauncher launcher = new ScriptedLauncher();
    Cgroup none = new NoCgroups(Shortcomings.LEVEL_NONE_AS_USER, false).create(ID, LIMITS);
    assertThat(release(none, launcher)).isEqualTo(Holdings.UNKNOWN);
    assertThat(users.kept()).isEqualTo(1);
    assertThat(users.take()).isEmpty();
    assertThat(launcher.told).isEmpty();
  }

  /** Time passes as fast as somebody waits for it. */
  private Cgroup.Usage release(Cgroup group, @Nullable Process launcher) throws Exception {
    ManualClock clock = new ManualClock();
    Holdings.Lenders lenders =
        new Holdings.Lenders(users, new Scratches.Given(_ -> SCRATCH, Optional.empty()), clock);
    Holdings holdings = new Holdings(ID, users.take().orElseThrow(), group, SCRATCH, lenders);
    FutureTask<Cgroup.Usage> released = new FutureTask<>(() -> holdings.release(launcher));
    Thread.ofVirtual().start(released);
    while (!released.isDone()) {
      clock.advance(Duration.ofSeconds(1));
    }
    return released.get();
  }

  /** Tells no figures, and removes itself once its failures are used up. */
  private static final class FailingCgroup implements Cgroup {
    private final Queue<IOException> failures;
    private boolean removed;

    FailingCgroup(Queue<IOException> failures) {
      this.failures = failures;
    }

    @Override
    public List<Path> entrances() {
      return List.of();
    }

    @Override
    public Optional<Freezer> freezer() {
      return Optional.empty();
    }

    @Override
    public void freeze() {
      throw new AssertionError();
    }

    @Override
    public void thaw() {
      throw new AssertionError();
    }

    @Override
    public void giveWay(boolean way) {
      throw new AssertionError();
    }

    @Override
    public ByteSize peakMemory() throws IOException {
      throw new IOException("No figures");
    }

    @Override
    public Usage usage() throws IOException {
      throw new IOException("No figures");
    }

    @Override
    public int killAll() {
      return 0;
    }

    @Override
    public boolean remove() throws IOException {
      @Nullable IOException failure = failures.poll();
      if (failure != null) {
        throw failure;
      }
      removed = true;
      return true;
    }
  }
}
