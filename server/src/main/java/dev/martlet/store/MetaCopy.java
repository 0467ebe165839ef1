package dev.martlet.store;

import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Changed;
import dev.martlet.model.MetaStore.Delete;
import dev.martlet.model.MetaStore.Event;
import dev.martlet.model.MetaStore.Listener;
import dev.martlet.model.MetaStore.Prefix;
import dev.martlet.model.MetaStore.Put;
import dev.martlet.model.MetaStore.Reset;
import dev.martlet.model.MetaStore.Versioned;
import dev.martlet.model.MetaStore.Watch;
import dev.martlet.model.MetaStore.Write;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The records in memory, at one revision, and who follows them. Revisions are applied in order, or
 * many at once with a {@link Reset}; the lock is never held while SQL runs.
 */
final class MetaCopy {
  private static final System.Logger LOG = System.getLogger(MetaCopy.class.getName());

  // Two views of the same records: `get` takes no lock, `list` sees one revision in order.
  private final ConcurrentMap<MetaStore.Key, Versioned> byKey = new ConcurrentHashMap<>();
  private final NavigableMap<String, Versioned> inOrder = new TreeMap<>();
  private final List<Follower> followers = new ArrayList<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private long revision;

  /** Two may be alike: each is removed by its own watch. */
  private static final class Follower {
    final Prefix prefix;
    final Listener listener;

    Follower(Prefix prefix, Listener listener) {
      this.prefix = prefix;
      this.listener = listener;
    }
  }

  /**
   * What the database knows beyond an older revision.
   *
   * @param from the revision it is based on; 0 means that it is everything
   * @param to the revision it leads to
   * @param writes the latest write of every key that changed in between, with its revision
   */
  record Delta(long from, long to, List<Revised> writes) {}

  /** A write and its revision. */
  record Revised(long revision, Write write) {}

  long revision() {
    lock.readLock().lock();
    try {
      return revision;
    } finally {
      lock.readLock().unlock();
    }
  }

  Optional<Versioned> get(MetaStore.Key key) {
    return Optional.ofNullable(byKey.get(key));
  }

  List<Versioned> list(Prefix prefix, MetaStore.@Nullable Key after, int max) {
    lock.readLock().lock();
    try {
      return under(prefix, after == null ? "" : after.toString(), max);
    } finally {
      lock.readLock().unlock();
    }
  }

  private List<Versioned> under(Prefix prefix, String after, int max) {
    boolean inside = after.compareTo(prefix.text()) >= 0;
    List<Versioned> found = new ArrayList<>();
    for (Entry<String, Versioned> entry :
        inOrder.tailMap(inside ? after : prefix.text(), !inside).entrySet()) {
      if (found.size() == max || !entry.getKey().startsWith(prefix.text())) {
        break;
      }
      found.add(entry.getValue());
    }
    return List.copyOf(found);
  }

  /** Applies one commit of this node; false if revisions before it are not known here yet. */
  boolean apply(long committed, List<Write> writes) {
    lock.writeLock().lock();
    try {
      if (committed > revision + 1) {
        return false;
      }
      if (committed == revision + 1) {
        advance(committed, writes);
      }
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Catches up; what is known already changes nothing. */
  void apply(Delta delta) {
    lock.writeLock().lock();
    try {
      if (delta.to() <= revision) {
        return;
      }
      List<Revised> unknown =
          delta.writes().stream()
              .filter(write -> write.revision() > revision || delta.from() == 0)
              .sorted(Comparator.comparingLong(Revised::revision))
              .toList();
      if (delta.from() > 0 && isEveryRevision(unknown, delta.to())) {
        advanceOneByOne(unknown);
      } else {
        jump(delta, unknown);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  // A key written twice shows its last write only: then the revision of the first one is missing.
  private boolean isEveryRevision(List<Revised> writes, long to) {
    return writes.stream().mapToLong(Revised::revision).distinct().count() == to - revision;
  }

  private void advanceOneByOne(List<Revised> writes) {
    List<Write> commit = new ArrayList<>();
    for (int i = 0; i < writes.size(); i++) {
      Revised write = writes.get(i);
      commit.add(write.write());
      if (i + 1 == writes.size() || writes.get(i + 1).revision() > write.revision()) {
        advance(write.revision(), commit);
        commit.clear();
      }
    }
  }

  private void advance(long to, List<Write> writes) {
    writes.forEach(write -> keep(to, write));
    revision = to;
    List<Write> sorted = writes.stream().sorted(Comparator.comparing(Write::key)).toList();
    for (Follower follower : List.copyOf(followers)) {
      List<Write> theirs =
          sorted.stream().filter(write -> follower.prefix.covers(write.key())).toList();
      if (!theirs.isEmpty()) {
        tell(follower, new Changed(to, theirs));
      }
    }
  }

  private void jump(Delta delta, List<Revised> writes) {
    if (delta.from() == 0) {
      forgetAllBut(writes);
    }
    writes.forEach(write -> keep(write.revision(), write.write()));
    revision = delta.to();
    List.copyOf(followers).forEach(this::reset);
  }

  private void forgetAllBut(List<Revised> writes) {
    List<MetaStore.Key> kept = writes.stream().map(write -> write.write().key()).toList();
    byKey.keySet().retainAll(Set.copyOf(kept));
    inOrder.clear();
  }

  private void keep(long at, Write write) {
    switch (write) {
      case Put put -> {
        Versioned record = new Versioned(put.key(), at, put.json());
        byKey.put(put.key(), record);
        inOrder.put(put.key().toString(), record);
      }
      case Delete delete -> {
        byKey.remove(delete.key());
        inOrder.remove(delete.key().toString());
      }
    }
  }

  Watch watch(Prefix prefix, long after, Listener listener) {
    Follower follower = new Follower(prefix, listener);
    lock.writeLock().lock();
    try {
      if (after != revision) {
        listener.on(everything(prefix));
      }
      followers.add(follower);
    } finally {
      lock.writeLock().unlock();
    }
    return () -> stop(follower);
  }

  private void stop(Follower follower) {
    lock.writeLock().lock();
    try {
      followers.remove(follower);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void reset(Follower follower) {
    tell(follower, everything(follower.prefix));
  }

  private Reset everything(Prefix prefix) {
    return new Reset(revision, under(prefix, "", Integer.MAX_VALUE));
  }

  // The commit has happened: a follower that fails must not make it look otherwise.
  private static void tell(Follower follower, Event event) {
    try {
      follower.listener.on(event);
    } catch (RuntimeException failure) {
      LOG.log(Level.ERROR, "A follower of " + follower.prefix + " failed", failure);
    }
  }
}
