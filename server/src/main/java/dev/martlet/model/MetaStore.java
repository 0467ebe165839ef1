package dev.martlet.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's records: functions, aliases, roles, rules … Every node holds a full copy in
 * memory. Each service wraps it in a typed repository of its own.
 *
 * <p>Safe for all threads. {@link #get} and {@link #list} answer from memory: they never block,
 * never go back in time, and on several machines may be stale. Decide by a conditional {@link
 * #commit}, never by an earlier read. Whatever fails beneath (disk, connection) surfaces as an
 * unchecked exception with its cause, and then nothing has changed.
 */
public interface MetaStore {
  /** Longest record. */
  int MAX_JSON_CHARS = 1 << 20;

  /** The record under {@code key} as this node knows it. */
  Optional<Versioned> get(Key key);

  /**
   * All of {@code writes} or none, if all of {@code checks} hold; linearizable. On {@link
   * Committed} the change is on disk and visible to {@link #get} here. Blocks on the disk.
   *
   * @param writes at least one, at most one per key
   */
  Commit commit(List<Check> checks, List<Write> writes);

  /**
   * One consistent snapshot: at most {@code max} records whose key starts with {@code prefix}, in
   * order of keys.
   *
   * @param after only keys greater than this one, which need not exist: a stable marker for pages
   */
  List<Versioned> list(Prefix prefix, @Nullable Key after, int max);

  /**
   * Tells {@code listener} of every revision after {@code after} once, in order, or gives it a
   * {@link Reset} where revisions cannot be told one by one. It is called on the thread that
   * registers or commits, must be short, and must not commit. What it throws goes to whoever
   * registers it, and then it is not; of commits, which have happened, nobody is told of it.
   *
   * @param after the revision the listener knows already, 0 for none
   */
  Watch watch(Prefix prefix, long after, Listener listener);

  /** Afterwards {@link #get} and {@link #list} reflect every commit finished before the call. */
  void readBarrier();

  /**
   * Where a record lives.
   *
   * @param account whose it is
   * @param region its region's name, {@code -} for global services
   * @param path the service's own name for it, such as {@code lambda/function/square}: printable
   *     ASCII, so that all databases and Java agree on the order
   */
  record Key(AccountId account, String region, String path) implements Comparable<Key> {
    private static final int MAX_PATH_CHARS = 1024;

    public Key {
      if (!region.equals("-")) {
        region = new Region(region).name();
      }
      if (path.isEmpty()
          || path.length() > MAX_PATH_CHARS
          || !path.chars().allMatch(c -> c > ' ' && c <= '~')) {
        throw new IllegalArgumentException("Not a path of a key: " + path);
      }
    }

    public static Key of(AccountId account, Region region, String path) {
      return new Key(account, region.name(), path);
    }

    /** A key of a service without regions. */
    public static Key global(AccountId account, String path) {
      return new Key(account, "-", path);
    }

    /** Reads the form that {@link #toString} writes. */
    public static Key parse(String text) {
      String[] parts = text.split("/", 3);
      if (parts.length != 3) {
        throw new IllegalArgumentException("Not a key: " + text);
      }
      return new Key(new AccountId(parts[0]), parts[1], parts[2]);
    }

    @Override
    public int compareTo(Key other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return account + "/" + region + "/" + path;
    }
  }

  /** What keys start with. */
  record Prefix(String text) {
    /** All keys of all accounts. */
    public static final Prefix EVERYTHING = new Prefix("");

    public static Prefix of(AccountId account, Region region, String path) {
      return new Prefix(account + "/" + region + "/" + path);
    }

    /** Keys of a service without regions. */
    public static Prefix global(AccountId account, String path) {
      return new Prefix(account + "/-/" + path);
    }

    public boolean covers(Key key) {
      return key.toString().startsWith(text);
    }
  }

  /** A record and the revision of the commit that wrote it. */
  record Versioned(Key key, long revision, String json) {}

  /**
   * A condition of a commit.
   *
   * @param revision what the record's revision must be, 0 if there must be no record
   */
  record Check(Key key, long revision) {
    public static Check absent(Key key) {
      return new Check(key, 0);
    }

    public static Check unchanged(Versioned seen) {
      return new Check(seen.key(), seen.revision());
    }
  }

  /** A part of a commit. */
  sealed interface Write {
    Key key();
  }

  /** Creates or replaces. */
  record Put(Key key, String json) implements Write {
    public Put {
      if (json.length() > MAX_JSON_CHARS || json.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("Too long, or has a NUL: the record of " + key);
      }
    }
  }

  /** Removes; nothing happens if there is no record. */
  record Delete(Key key) implements Write {}

  /** What became of a commit. */
  sealed interface Commit {}

  /** It is on disk; {@code revision} is greater than any before and stands on all it wrote. */
  record Committed(long revision) implements Commit {}

  /** Nothing was written: {@code key} has {@code revision} (0: no record), not the one checked. */
  record Conflict(Key key, long revision) implements Commit {}

  /** The answer was lost: it may have happened. */
  record Unknown(Throwable cause) implements Commit {}

  /** Something a listener is told. */
  sealed interface Event {
    long revision();
  }

  /** One commit's writes under the prefix, in order of keys. */
  record Changed(long revision, List<Write> writes) implements Event {
    public Changed {
      writes = List.copyOf(writes);
    }
  }

  /** Forget what you knew: this is everything under the prefix. */
  record Reset(long revision, List<Versioned> snapshot) implements Event {
    public Reset {
      snapshot = List.copyOf(snapshot);
    }
  }

  /** Follows changes. */
  @FunctionalInterface
  interface Listener {
    void on(Event event);
  }

  /** The right to be told; closing it ends that. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
