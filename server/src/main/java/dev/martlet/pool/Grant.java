package dev.martlet.pool;

import dev.martlet.model.Outcome;
import java.util.List;

/** What an invocation that asked for an environment may do. */
sealed interface Grant {
  /** Use this one, thawed if it is {@code frozen}. */
  record Reuse(Resident resident, boolean frozen) implements Grant {}

  /**
   * Start one; memory and a start slot are reserved.
   *
   * @param resident the new one, to be filled
   * @param evicted what has to be ended before; its memory is part of what is reserved
   */
  record Start(Resident resident, List<Resident> evicted) implements Grant {}

  /** Give up: nothing became free in time. */
  record Throttled(Outcome.Limit limit) implements Grant {}

  /** Give up: the pool is closed. */
  record Closed() implements Grant {}
}
