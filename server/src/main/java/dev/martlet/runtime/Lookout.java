package dev.martlet.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether a thread looks for an answer itself for a moment before it sleeps. Many handlers
 * answer sooner than a sleeping thread can be woken, which takes three threads and as many
 * processors; but a thread that looks keeps others from its processor, so only the one invocation
 * that runs alone may. Shared by all environments of a platform; safe for all threads.
 */
public final class Lookout {
  private final boolean possible;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param processors with only one, the guest could not answer while somebody looks
   */
  public Lookout(int processors) {
    this.possible = processors > 1;
  }

  /** Somebody begins to wait for an answer; true if nobody else does. */
  boolean begin() {
    return waiting.incrementAndGet() == 1 && possible;
  }

  void end() {
    waiting.decrementAndGet();
  }
}
