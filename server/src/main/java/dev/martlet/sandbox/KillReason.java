package dev.martlet.sandbox;

/** Why a sandbox was killed by the platform. */
public enum KillReason {
  TIMED_OUT("the invocation's time was over"),
  IDLE("it was idle for too long"),
  EVICTED("its memory was needed by another function"),
  OLD("it was old"),
  OUTDATED("its function was changed or deleted"),
  MISBEHAVED("it broke the protocol"),
  INIT_FAILED("its initialisation failed"),
  START_TIMED_OUT("it did not start in time"),
  SHUTDOWN("the platform is shutting down");

  private final String text;

  KillReason(String text) {
    this.text = text;
  }

  /** Completes the sentence "The environment was killed because …". */
  public String text() {
    return text;
  }
}
