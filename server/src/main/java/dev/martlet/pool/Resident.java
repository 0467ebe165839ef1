package dev.martlet.pool;

import dev.martlet.model.ByteSize;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Observer;
import org.jspecify.annotations.Nullable;

/** One environment in the pool's books. Guarded by the pool's lock, but for what never changes. */
final class Resident {
  private final Shelf shelf;
  private final Observer observer;
  private EnvironmentState state = EnvironmentState.STARTING;
  private @Nullable ExecutionEnvironment environment;
  private boolean dead;
  private long since;
  private long idleSince;

  Resident(Shelf shelf, Observer observer) {
    this.shelf = shelf;
    this.observer = observer;
    FunctionVersion.Key key = shelf.version().key();
    observer.on(new Observer.EnvironmentStateChanged(key, "none", state.label()));
  }

  Shelf shelf() {
    return shelf;
  }

  ByteSize memory() {
    return shelf.version().memory();
  }

  /** Set once, before the first lease; safe to read by whoever got the resident from the pool. */
  ExecutionEnvironment environment() {
    if (environment == null) {
      throw new IllegalStateException("Not started yet");
    }
    return environment;
  }

  void started(ExecutionEnvironment made, long nanos) {
    environment = made;
    since = nanos;
    become(EnvironmentState.BUSY);
  }

  /** When it had started, in the clock's nanoseconds. */
  long since() {
    return since;
  }

  void becomeIdle(long nanos) {
    become(EnvironmentState.IDLE);
    idleSince = nanos;
  }

  /** When it last became idle, in the clock's nanoseconds. */
  long idleSince() {
    return idleSince;
  }

  EnvironmentState state() {
    return state;
  }

  void markDead() {
    dead = true;
  }

  /** Whether another invocation may run in it. */
  boolean reusable() {
    return !dead && !shelf.retired() && environment().usable();
  }

  void become(EnvironmentState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException("An environment that is " + state + " cannot be " + next);
    }
    FunctionVersion.Key key = shelf.version().key();
    observer.on(new Observer.EnvironmentStateChanged(key, state.label(), next.label()));
    state = next;
  }
}
