package dev.martlet.sandbox;

import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.io.IOException;
import java.util.List;

/**
 * The kernel's control groups, one per sandbox and never used twice. One driver per version of the
 * kernel's interface. Safe for all threads.
 */
interface Cgroups extends AutoCloseable {
  /**
   * Makes a group that has the limits and nobody in it.
   *
   * @throws IOException if it exists, or the kernel refuses; then nothing is left of it
   */
  Cgroup create(SandboxId id, SandboxLimits limits) throws IOException;

  /** Kills and removes what a former process of the same data directory left behind. */
  Isolation.Leftovers removeLeftovers() throws IOException;

  /** What this machine does not do for its groups. */
  List<Shortcoming> shortcomings();

  /** Removes the folder that the groups were in; groups that still exist stay. */
  @Override
  void close() throws IOException;
}
