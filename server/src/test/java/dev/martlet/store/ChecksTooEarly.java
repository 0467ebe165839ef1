package dev.martlet.store;

import dev.martlet.model.MetaStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.Nullable;

/**
 * The negative control of the random histories: decides by what it read, then writes whatever has
 * happened since. Its two committing threads read at the same moment, always.
 */
final class ChecksTooEarly implements MetaStore {
  private final MetaStore inner;
  private final CyclicBarrier bothHaveRead = new CyclicBarrier(2);

  ChecksTooEarly(MetaStore inner) {
    this.inner = inner;
  }

  @Override
  public Commit commit(List<Check> checks, List<Write> writes) {
    Optional<Conflict> conflict =
        checks.stream()
            .filter(check -> revision(check.key()) != check.revision())
            .map(check -> new Conflict(check.key(), revision(check.key())))
            .findFirst();
    try {
      bothHaveRead.await();
    } catch (InterruptedException | BrokenBarrierException failure) {
      throw new IllegalStateException(failure);
    }
    return conflict.isPresent() ? conflict.get() : inner.commit(List.of(), writes);
  }

  private long revision(Key key) {
    return inner.get(key).map(Versioned::revision).orElse(0L);
  }

  @Override
  public Optional<Versioned> get(Key key) {
    return inner.get(key);
  }

  @Override
  public List<Versioned> list(Prefix prefix, @Nullable Key after, int max) {
    return inner.list(prefix, after, max);
  }

  @Override
  public Watch watch(Prefix prefix, long after, Listener listener) {
    return inner.watch(prefix, after, listener);
  }

  @Override
  public void readBarrier() {
    inner.readBarrier();
  }
}
