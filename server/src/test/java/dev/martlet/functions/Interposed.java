package dev.martlet.functions;

import dev.martlet.model.MetaStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store in whose commits somebody else comes first, once for each thing that is to happen, and
 * whose database may be away.
 */
final class Interposed implements MetaStore {
  private final MetaStore store;
  private final Deque<Runnable> before = new ArrayDeque<>();
  boolean away;

  Interposed(MetaStore store) {
    this.store = store;
  }

  void beforeNextCommit(Runnable happens) {
    before.add(happens);
  }

  @Override
  public Commit commit(List<Check> checks, List<Write> writes) {
    Runnable happens = before.poll();
    if (happens != null) {
      happens.run();
    }
    return store.commit(checks, writes);
  }

  @Override
  public Optional<Versioned> get(Key key) {
    return store.get(key);
  }

  @Override
  public List<Versioned> list(Prefix prefix, @Nullable Key after, int max) {
    return store.list(prefix, after, max);
  }

  @Override
  public Watch watch(Prefix prefix, long after, Listener listener) {
    return store.watch(prefix, after, listener);
  }

  @Override
  public void readBarrier() {
    if (away) {
      throw new IllegalStateException("scripted: the database does not answer");
    }
    store.readBarrier();
  }
}
