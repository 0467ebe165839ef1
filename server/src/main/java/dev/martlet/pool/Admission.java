package dev.martlet.pool;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Outcome;
import java.util.Iterator;

/**
 * Policy, a pure function: may one more environment be started now, and how many idle ones, oldest
 * first, have to go before?
 */
final class Admission {
  private Admission() {}

  /** The pool at one moment. */
  record Load(int starting, int startLimit, ByteSize reserved, ByteSize budget) {}

  /** What to do. */
  sealed interface Decision {}

  /** Start, after the {@code evictions} oldest idle environments are gone. */
  record Start(int evictions) implements Decision {}

  /** Wait until something changes about {@code limit}. */
  record Wait(Outcome.Limit limit) implements Decision {}

  /**
   * Decides.
   *
   * @param need the memory of the environment to start
   * @param idle the memory of each idle environment, the longest idle first
   */
  static Decision decide(Load load, ByteSize need, Iterable<ByteSize> idle) {
    if (load.starting() >= load.startLimit()) {
      return new Wait(Outcome.Limit.STARTS);
    }
    long missing = load.reserved().bytes() + need.bytes() - load.budget().bytes();
    int evictions = 0;
    for (Iterator<ByteSize> oldest = idle.iterator(); missing > 0; evictions++) {
      if (!oldest.hasNext()) {
        return new Wait(Outcome.Limit.MEMORY);
      }
      missing -= oldest.next().bytes();
    }
    return new Start(evictions);
  }
}
