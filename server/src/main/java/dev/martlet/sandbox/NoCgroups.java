package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * No control groups, because this process may make none. The launcher ends what is inside, or the
 * kernel does with it, so nothing is looked for again or removed here.
 *
 * @param lack what that means at this level
 * @param diesWithLauncher what {@link Cgroup#diesWithLauncher} is to say
 */
record NoCgroups(Shortcoming lack, boolean diesWithLauncher) implements Cgroups {
  @Override
  public Cgroup create(SandboxId id, SandboxLimits limits) {
    return new None(diesWithLauncher);
  }

  @Override
  public Isolation.Leftovers removeLeftovers() {
    return new Isolation.Leftovers(0, 0, 0);
  }

  @Override
  public List<Shortcoming> shortcomings() {
    return List.of(lack);
  }

  @Override
  public void close() {
    // Nothing was made.
  }

  private record None(boolean diesWithLauncher) implements Cgroup {
    @Override
    public boolean bounds() {
      return false;
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
      // Idle processes run on.
    }

    @Override
    public void thaw() {
      // They were not stopped.
    }

    @Override
    public void giveWay(boolean way) {
      // All have the same part of the processors.
    }

    @Override
    public ByteSize peakMemory() {
      return ByteSize.ZERO;
    }

    @Override
    public Usage usage() {
      return Holdings.UNKNOWN;
    }

    @Override
    public int killAll() {
      return 0;
    }

    @Override
    public boolean remove() {
      return true;
    }
  }
}
