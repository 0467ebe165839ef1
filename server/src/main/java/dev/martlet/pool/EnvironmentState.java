package dev.martlet.pool;

import java.util.Locale;

/** The life of an environment, and the one table of its legal moves. */
enum EnvironmentState {
  /** Being made; its memory is reserved. */
  STARTING,
  /** Leased to one invocation. */
  BUSY,
  /** Waiting for the next invocation. */
  IDLE,
  /** Waiting likewise, but standing still; thawed before it is used. */
  FROZEN,
  /** Being killed and cleared away; its memory is still reserved. */
  ENDING,
  /** Gone. */
  ENDED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** From one invocation straight to a waiting one, an environment stays busy. */
  boolean mayBecome(EnvironmentState next) {
    return switch (this) {
      case STARTING -> next == BUSY || next == ENDED;
      case BUSY -> next == BUSY || next == IDLE || next == ENDING;
      case IDLE -> next == BUSY || next == FROZEN || next == ENDING;
      case FROZEN -> next == BUSY || next == ENDING;
      case ENDING -> next == ENDED;
      case ENDED -> false;
    };
  }

  /** As metrics name it. */
  String label() {
    return label;
  }
}
