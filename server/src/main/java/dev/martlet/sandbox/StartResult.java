package dev.martlet.sandbox;

/** What came of starting a sandbox. */
public sealed interface StartResult {
  /** The command runs. The caller owns the sandbox and must see to its end. */
  record Started(Sandbox sandbox) implements StartResult {}

  /**
   * Nothing runs, and nothing is left behind.
   *
   * @param reason whose fault it is
   * @param message for the operator: the failing step, and why it failed
   */
  record Refused(Reason reason, String message) implements StartResult {}

  /** Why a sandbox did not start. */
  enum Reason {
    /** The command could not be executed: it is missing, or is not a program. */
    COMMAND,
    /** The kernel refused a step, or the machine lacks something. */
    PLATFORM,
    /** The time to start passed. */
    TIMEOUT,
    /** The platform is shutting down. */
    CLOSED
  }
}
