package dev.martlet.store;

import dev.martlet.model.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * The steps from an empty database to today's. A step that has been released is never edited; the
 * number of steps is the format of the data directory.
 *
 * @param steps SQL with {@link Dialect}'s placeholders; statements end with a semicolon at a line's
 *     end
 */
record Migrations(List<String> steps) {
  private static final List<String> RELEASED = List.of("1-records.sql", "2-events.sql");
  // An arbitrary number that all nodes agree on: they migrate one after the other.
  private static final long POSTGRESQL_LOCK = 0x6d6172746c6574L;

  Migrations {
    steps = List.copyOf(steps);
  }

  /** All steps of this version of the product. */
  static Migrations released() {
    return new Migrations(RELEASED.stream().map(Migrations::resource).toList());
  }

  /** The format that a database has after all steps. */
  int format() {
    return steps.size();
  }

  /**
   * Brings the database to {@link #format}, in one transaction.
   *
   * @throws NewerFormat if the database's is newer
   */
  void apply(Transactions transactions, Clock clock) {
    long micros = Micros.of(clock.now());
    transactions.run(connection -> apply(connection, transactions.dialect(), micros));
  }

  /** The same in a transaction of the caller's. */
  int apply(Connection connection, Dialect dialect, long micros) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (dialect == Dialect.POSTGRESQL) {
        statement.execute("SELECT pg_advisory_xact_lock(" + POSTGRESQL_LOCK + ")");
      }
      statement.execute(
          dialect.expand(
              "CREATE TABLE IF NOT EXISTS migration"
                  + " (step ${int64} NOT NULL PRIMARY KEY, applied_at ${int64} NOT NULL) ${strict}"));
      int present = present(statement);
      if (present > steps.size()) {
        throw new NewerFormat(present, steps.size());
      }
      for (int step = present; step < steps.size(); step++) {
        for (String sql : statements(dialect.expand(steps.get(step)))) {
          statement.execute(sql);
        }
        record(connection, step + 1, micros);
      }
      return steps.size();
    }
  }

  /** The format of a database of SQLite: 0 if it has none of ours. */
  static int present(Transactions transactions) {
    return transactions.run(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return hasMigrations(statement) ? present(statement) : 0;
          }
        });
  }

  private static boolean hasMigrations(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'migration'")) {
      return rows.next();
    }
  }

  private static int present(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT coalesce(max(step), 0) FROM migration")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void record(Connection connection, int step, long micros) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO migration (step, applied_at) VALUES (?, ?)")) {
      insert.setInt(1, step);
      insert.setLong(2, micros);
      insert.executeUpdate();
    }
  }

  private static List<String> statements(String sql) {
    return Arrays.stream(sql.split(";\\s*(\\n|$)", -1)).filter(part -> !part.isBlank()).toList();
  }

  private static String resource(String name) {
    try (InputStream in = Migrations.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
