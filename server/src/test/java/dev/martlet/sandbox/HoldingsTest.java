package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HoldingsTest {
  private static final Scratch SCRATCH = new Scratch.Memory(ByteSize.megabytes(1));

  private final UserIds users = new UserIds(1, 1);

  @Test
  void unreadableFiguresKeepNothingOnTheMachine() throws Exception {
    FailingCgroup group = new FailingCgroup(new ArrayDeque<>());
    assertThat(release(group)).isEqualTo(Holdings.UNKNOWN);
    assertThat(group.removed).isTrue();
    assertThat(users.awaitAllFree(Duration.ZERO)).isTrue();
  }

  @Test
  void aFailureToRemoveIsTriedAgain() throws Exception {
    FailingCgroup group = new FailingCgroup(new ArrayDeque<>(List.of(new IOException("Not yet"))));
    release(group);
    assertThat(group.removed).isTrue();
    assertThat(users.awaitAllFree(Duration.ZERO)).isTrue();
  }

  private Cgroup.Usage release(Cgroup group) {
    try (SystemClock clock = new SystemClock()) {
      int user = users.take().orElseThrow();
      Holdings.Lenders lenders =
          new Holdings.Lenders(users, new Scratches.Given(_ -> SCRATCH, Optional.empty()), clock);
      return new Holdings(new SandboxId("held"), user, group, SCRATCH, lenders).release(null);
    }
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
