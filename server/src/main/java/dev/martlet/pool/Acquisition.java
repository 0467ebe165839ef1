package dev.martlet.pool;

import dev.martlet.model.Outcome;

/** What came of asking for an environment. */
public sealed interface Acquisition {
  /** It is the caller's until the lease is closed. */
  record Acquired(Lease lease) implements Acquisition {}

  /** Nothing became free in time. */
  record Throttled(Outcome.Limit limit, String message) implements Acquisition {}

  /** No environment can be made: the platform's fault, or the machine's. */
  record Failed(String message) implements Acquisition {}
}
