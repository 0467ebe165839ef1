package dev.martlet.pool;

import dev.martlet.model.Phases;

/** An environment of one's own, until {@link #close}. For one thread. */
public final class Lease implements AutoCloseable {
  private final Pool pool;
  private final Resident resident;
  private final Phases.Cold cold;

  Lease(Pool pool, Resident resident, Phases.Cold cold) {
    this.pool = pool;
    this.resident = resident;
    this.cold = cold;
  }

  public ExecutionEnvironment environment() {
    return resident.environment();
  }

  /** What starting it cost this caller; {@link Phases.Cold#NONE} if it was there already. */
  public Phases.Cold cold() {
    return cold;
  }

  /** Gives it back; does not wait for anything. */
  @Override
  public void close() {
    pool.release(resident);
  }
}
