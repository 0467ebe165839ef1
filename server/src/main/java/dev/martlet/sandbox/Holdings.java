package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a sandbox holds of the machine, from before its start until after its end. */
final class Holdings {
  private static final System.Logger LOG = System.getLogger(Holdings.class.getName());
  static final Cgroup.Usage UNKNOWN = new Cgroup.Usage(ByteSize.ZERO, 0, Duration.ZERO);
  // Waits double from 1 ms, so that all attempts together take about eight seconds.
  private static final int ATTEMPTS = 13;

  private final SandboxId id;
  private final int user;
  private final Cgroup cgroup;
  private final Scratch scratch;
  private final Lenders lenders;

  /** Who gets back what a sandbox had. */
  record Lenders(UserIds users, Scratches scratches, Clock clock) {}

  Holdings(SandboxId id, int user, Cgroup cgroup, Scratch scratch, Lenders lenders) {
    this.id = id;
    this.user = user;
    this.cgroup = cgroup;
    this.scratch = scratch;
    this.lenders = lenders;
  }

  int user() {
    return user;
  }

  Cgroup cgroup() {
    return cgroup;
  }

  Scratch scratch() {
    return scratch;
  }

  /**
   * Kills the launcher, or asks it to end if what is inside outlives it: then nobody else ends
   * that.
   */
  void end(Process launcher) {
    if (cgroup.diesWithLauncher()) {
      launcher.destroyForcibly();
    } else {
      launcher.destroy();
    }
  }

  /**
   * Blocks until nothing of the sandbox is left: kills what still lives, removes the control group,
   * gives back {@code /tmp} and the user id. To be called once.
   *
   * @param launcher null if it never ran
   * @return what the sandbox used in its life
   */
  Cgroup.Usage release(@Nullable Process launcher) {
    Cgroup.Usage usage = usage();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (removed(launcher)) {
        try {
          lenders.scratches().discard(scratch);
        } finally {
          lenders.users().giveBack(user);
        }
        return usage;
      }
      if (!Pause.of(Duration.ofMillis(1L << attempt), lenders.clock())) {
        break;
      }
    }
    lenders.users().keep();
    LOG.log(Level.ERROR, "Sandbox {0} cannot be removed: something in it does not die", id);
    return usage;
  }

  // Figures are worth less than the end of the sandbox, so whatever goes wrong here is only told.
  private Cgroup.Usage usage() {
    try {
      return cgroup.usage();
    } catch (IOException | RuntimeException failure) {
      LOG.log(Level.WARNING, "What sandbox " + id + " used is not known", failure);
      return UNKNOWN;
    }
  }

  private boolean removed(@Nullable Process launcher) {
    try {
      if ((launcher == null || !launcher.isAlive()) && cgroup.remove()) {
        return true;
      }
      cgroup.killAll();
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "Sandbox " + id + " cannot be removed yet", failure);
    }
    return false;
  }
}
