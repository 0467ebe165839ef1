package dev.martlet.runtime;

import java.util.EnumSet;
import java.util.Set;

/** Where a runtime stands in the life that AWS prescribes, by AWS's names. */
enum Phase {
  /** It has not asked for an event yet. */
  STARTED("Started"),
  /** It has said that loading the function failed. */
  INIT_ERROR("InitError"),
  /** It has asked for an event, and has none. */
  READY("Ready"),
  /** It has an event. */
  RUNNING("Running"),
  /** Its answer is being read. */
  RESPONDING("InvocationResponse"),
  /** Its error document is being read. */
  RESPONDING_ERROR("InvocationErrorResponse"),
  /** It has answered, and has not asked again. */
  SENT("RuntimeResponseSentState");

  private final String awsName;

  Phase(String awsName) {
    this.awsName = awsName;
  }

  String awsName() {
    return awsName;
  }

  boolean mayBecome(Phase next) {
    return next().contains(next);
  }

  private Set<Phase> next() {
    return switch (this) {
      case STARTED -> EnumSet.of(READY, INIT_ERROR);
      case INIT_ERROR -> EnumSet.noneOf(Phase.class);
      case READY -> EnumSet.of(RUNNING);
      // Back to READY if the event could not be written to whom it was for.
      case RUNNING -> EnumSet.of(RESPONDING, RESPONDING_ERROR, READY);
      // Back to RUNNING if the connection breaks before all of it is there.
      case RESPONDING, RESPONDING_ERROR -> EnumSet.of(SENT, RUNNING);
      case SENT -> EnumSet.of(READY);
    };
  }
}
