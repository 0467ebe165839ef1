package dev.martlet.pool;

import dev.martlet.model.Outcome;

/** What came of handing an invocation to an environment. */
public sealed interface Execution {
  /** It ran, and ended like this. */
  record Done(Outcome.Ran outcome) implements Execution {}

  /**
   * The environment was dead already, and the function never saw the event: another environment may
   * have it.
   */
  record Undelivered() implements Execution {}
}
