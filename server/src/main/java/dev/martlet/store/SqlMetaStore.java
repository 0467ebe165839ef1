package dev.martlet.store;

import dev.martlet.model.MetaStore;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records in SQL, with a full copy in memory. Every commit locks the one row of {@code head} first,
 * so that revisions are taken in the order of commits, and a check that holds cannot fail any more.
 */
final class SqlMetaStore implements MetaStore {
  private static final System.Logger LOG = System.getLogger(SqlMetaStore.class.getName());
  private static final long REMEMBERED_REVISIONS = 8192;
  private static final long FORGET_EVERY = 1024;

  private final Transactions transactions;
  private final long remembered;
  private final long forgetEvery;
  private final MetaCopy copy = new MetaCopy();

  /** Loads the copy. The database has been migrated. */
  SqlMetaStore(Transactions transactions) {
    this(transactions, REMEMBERED_REVISIONS, FORGET_EVERY);
  }

  /**
   * Deleted records are kept for {@code remembered} revisions: whoever is further behind reads
   * everything. They are forgotten at every {@code forgetEvery}th revision.
   */
  SqlMetaStore(Transactions transactions, long remembered, long forgetEvery) {
    this.transactions = transactions;
    this.remembered = remembered;
    this.forgetEvery = forgetEvery;
    readBarrier();
  }

  @Override
  public Optional<Versioned> get(Key key) {
    return copy.get(key);
  }

  @Override
  public List<Versioned> list(Prefix prefix, @Nullable Key after, int max) {
    return copy.list(prefix, after, max);
  }

  @Override
  public Watch watch(Prefix prefix, long after, Listener listener) {
    return copy.watch(prefix, after, listener);
  }

  @Override
  public Commit commit(List<Check> checks, List<Write> writes) {
    refuseUnclear(writes);
    try {
      Commit outcome = transactions.run(connection -> commit(connection, checks, writes));
      return switch (outcome) {
        case Committed committed -> visible(committed, writes);
        case Conflict conflict -> {
          lookAgain();
          yield conflict;
        }
        case Unknown unknown -> unknown;
      };
    } catch (OutcomeUnknown lost) {
      lookAgain();
      return new Unknown(lost);
    }
  }

  private Commit visible(Committed committed, List<Write> writes) {
    // Commits of other nodes or threads may be in between: then the database is asked.
    if (!copy.apply(committed.revision(), writes)) {
      try {
        readBarrier();
      } catch (StoreFailure failure) {
        // It has happened, but a read here may miss it: less than Committed promises.
        return new Unknown(failure);
      }
    }
    return committed;
  }

  // A commit whose answer was lost may have happened: whoever looks must see it, and whom it is in
  // the way must not be told of the same conflict for ever.
  private void lookAgain() {
    try {
      readBarrier();
    } catch (StoreFailure failure) {
      LOG.log(Level.DEBUG, "The newest records cannot be read for now", failure);
    }
  }

  private static void refuseUnclear(List<Write> writes) {
    Set<Key> keys = new HashSet<>();
    if (writes.isEmpty() || !writes.stream().allMatch(write -> keys.add(write.key()))) {
      throw new IllegalArgumentException("A commit writes something, and each key once");
    }
  }

  private Commit commit(Connection connection, List<Check> checks, List<Write> writes)
      throws SQLException {
    long next = lockHead(connection) + 1;
    for (Check check : checks) {
      long actual = revision(connection, check.key());
      if (actual != check.revision()) {
        return new Conflict(check.key(), actual);
      }
    }
    for (Write write : writes) {
      write(connection, next, write);
    }
    update(connection, "UPDATE head SET revision = ?", next);
    if (next % forgetEvery == 0) {
      forget(connection, next - remembered);
    }
    return new Committed(next);
  }

  private long lockHead(Connection connection) throws SQLException {
    String sql = "SELECT revision FROM head" + transactions.dialect().forUpdate();
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static long revision(Connection connection, Key key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT revision FROM record WHERE key = ? AND json IS NOT NULL")) {
      select.setString(1, key.toString());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  private static void write(Connection connection, long revision, Write write) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO record (key, revision, json) VALUES (?, ?, ?) ON CONFLICT (key)"
                + " DO UPDATE SET revision = excluded.revision, json = excluded.json")) {
      upsert.setString(1, write.key().toString());
      upsert.setLong(2, revision);
      switch (write) {
        case Put put -> upsert.setString(3, put.json());
        case Delete delete -> upsert.setNull(3, Types.VARCHAR);
      }
      upsert.executeUpdate();
    }
  }

  private static void forget(Connection connection, long upTo) throws SQLException {
    if (upTo > 0) {
      update(connection, "DELETE FROM record WHERE json IS NULL AND revision <= ?", upTo);
      update(connection, "UPDATE head SET forgotten = ?", upTo);
    }
  }

  private static void update(Connection connection, String sql, long value) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, value);
      update.executeUpdate();
    }
  }

  @Override
  public void readBarrier() {
    long known = copy.revision();
    copy.apply(transactions.run(connection -> beyond(connection, known)));
  }

  private static MetaCopy.Delta beyond(Connection connection, long known) throws SQLException {
    // One statement is one snapshot. A base of 0 stands for everything.
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT h.revision, b.base, r.key, r.revision, r.json FROM head h"
                + " CROSS JOIN (SELECT CASE WHEN forgotten > ? THEN 0 ELSE ? END AS base FROM head)"
                + " b LEFT JOIN record r ON r.revision > b.base")) {
      select.setLong(1, known);
      select.setLong(2, known);
      List<MetaCopy.Revised> writes = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        long to = 0;
        long from = 0;
        while (rows.next()) {
          to = rows.getLong(1);
          from = rows.getLong(2);
          String key = rows.getString(3);
          if (key != null) {
            writes.add(revised(key(key), rows.getLong(4), rows.getString(5)));
          }
        }
        return new MetaCopy.Delta(from, to, writes);
      }
    }
  }

  private static Key key(String text) {
    try {
      return Key.parse(text);
    } catch (IllegalArgumentException broken) {
      throw new DamagedFailure("A record has the key " + text, broken);
    }
  }

  private static MetaCopy.Revised revised(Key key, long revision, @Nullable String json) {
    return new MetaCopy.Revised(revision, json == null ? new Delete(key) : new Put(key, json));
  }
}
