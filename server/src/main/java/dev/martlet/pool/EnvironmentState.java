package dev.martlet.pool;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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

  private static final Map<EnvironmentState, Set<EnvironmentState>> MOVES =
      Map.of(
          STARTING, EnumSet.of(BUSY, ENDED),
          BUSY, EnumSet.of(BUSY, IDLE, ENDING),
          IDLE, EnumSet.of(BUSY, FROZEN, ENDING),
          FROZEN, EnumSet.of(BUSY, ENDING),
          ENDING, EnumSet.of(ENDED),
          ENDED, EnumSet.noneOf(EnvironmentState.class));

  private final String label = name().toLowerCase(Locale.ROOT);

  /** From one invocation straight to a waiting one, an environment stays busy. */
  boolean mayBecome(EnvironmentState next) {
    return MOVES.getOrDefault(this, Set.of()).contains(next);
  }

  /** As metrics name it. */
  String label() {
    return label;
  }
}
