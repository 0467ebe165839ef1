package dev.martlet.sandbox;

import java.io.IOException;
import java.util.Optional;

/**
 * What sandboxes stand on at one level of isolation. All that the platform does differently from
 * level to level is here; the launcher, which is told the level, does the rest. Safe for all
 * threads.
 */
interface Footing extends AutoCloseable {
  /** The level at which sandboxes on it are confined. */
  Isolation.Level level();

  /** What bounds and counts each sandbox. */
  Cgroups cgroups();

  /** Where each {@code /tmp} comes from. */
  Scratches scratches();

  /**
   * Opens a listener of ours for a sandbox that is about to start.
   *
   * @param port where its command will look for us, on its 127.0.0.1
   * @param user of the sandbox, and of no other one now
   */
  PortListener listener(int port, int user) throws IOException;

  /**
   * The specification in words that are true inside.
   *
   * @param scratch its {@code /tmp}
   * @param listener how it reaches us at its port, if it names one
   */
  default SandboxSpec asFound(SandboxSpec spec, Scratch scratch, Optional<PortListener> listener) {
    return spec;
  }

  /** What to tell the operator, when the first sandbox was refused with this message. */
  String explain(String refusal);

  /** Closes what it stands on itself. */
  @Override
  default void close() throws IOException {
    scratches().close();
    cgroups().close();
  }

  /** What a look at the machine says to a level, before anything is made. */
  sealed interface Survey {
    /** Nothing speaks against it, short of trying. */
    record Fit(Plan plan) implements Survey {}

    /**
     * It cannot be had here.
     *
     * @param message for the operator: what is missing, how to check, and what to do
     */
    record Unfit(String message) implements Survey {}
  }

  /** Makes one, once it is known where it is to stand. */
  interface Plan {
    /**
     * Makes it.
     *
     * @throws IOException if there is no room for what it needs
     */
    Footing at(Instance instance) throws IOException;
  }
}
