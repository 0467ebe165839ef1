package dev.martlet.store;

import dev.martlet.model.Clock;
import dev.martlet.model.Observer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Opens a PostgreSQL database for a data directory, whose blobs its records refer to. Both keep the
 * same id from their first day on, because code that no record refers to is swept: with another
 * database's records that would be all of it.
 */
final class PostgresDatabase {
  private static final System.Logger LOG = System.getLogger(PostgresDatabase.class.getName());

  private final DatabaseUrl url;
  private final DataDirectory directory;
  private final Migrations migrations;
  private final Clock clock;
  private final Observer observer;

  PostgresDatabase(
      DatabaseUrl url,
      DataDirectory directory,
      Migrations migrations,
      Clock clock,
      Observer observer) {
    this.url = url;
    this.directory = directory;
    this.migrations = migrations;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * Migrates an older format, or changes nothing.
   *
   * @param found the directory's format
   */
  Store.Opening open(OptionalInt found) throws IOException {
    if (found.isPresent() && directory.tie().isEmpty()) {
      return new Store.Refused(
          ("%s has its records in SQLite, and they cannot be moved: leave out --database, or name"
                  + " another directory with --data")
              .formatted(directory.root()));
    }
    return switch (PostgresTenancy.take(url, clock)) {
      case PostgresTenancy.Taken(PostgresTenancy tenancy) -> open(tenancy, found);
      case PostgresTenancy.Refused(String message) -> new Store.Refused(message);
    };
  }

  private Store.Opening open(PostgresTenancy tenancy, OptionalInt found) throws IOException {
    Store.Opening opening = new Store.Refused("");
    try {
      Optional<String> refusal = tenancy.begin(connection -> prepare(connection, found));
      if (refusal.isPresent()) {
        opening = new Store.Refused(refusal.get());
      } else {
        directory.format(migrations.format());
        opening = new Store.Opened(store(tenancy));
      }
    } catch (NewerFormat newer) {
      opening = new Store.Refused(url + " " + newer.getMessage());
    } catch (SQLException failure) {
      opening = refused(failure);
    } catch (UncheckedIOException disk) {
      throw disk.getCause();
    } finally {
      if (!(opening instanceof Store.Opened)) {
        tenancy.close();
      }
    }
    return opening;
  }

  private Store.Refused refused(SQLException failure) {
    LOG.log(Level.DEBUG, "The database cannot be used", failure);
    return new Store.Refused(PostgresTrouble.of(failure, url));
  }

  private Store store(PostgresTenancy tenancy) throws IOException, SQLException {
    FileBlobStore blobs = new FileBlobStore(directory.blobs(), clock);
    PostgresTransactions transactions = new PostgresTransactions(tenancy, clock, observer);
    try {
      Store store = new Store(transactions, blobs);
      tenancy.watch(transactions::renew, store::catchUp);
      return store;
    } catch (StoreFailure failure) {
      transactions.close();
      if (failure.getCause() instanceof SQLException cause) {
        throw cause;
      }
      throw failure;
    }
  }

  private Optional<String> prepare(Connection connection, OptionalInt found) throws SQLException {
    migrations.apply(connection, Dialect.POSTGRESQL, Micros.of(clock.now()));
    try (Statement statement = connection.createStatement()) {
      // No step of the migrations, because SQLite lies in the directory itself.
      statement.execute("CREATE TABLE IF NOT EXISTS directory (id TEXT NOT NULL PRIMARY KEY)");
    }
    Optional<String> theirs = id(connection);
    Optional<String> ours = tie();
    if (theirs.isEmpty() && found.isEmpty()) {
      tie(freshId(connection));
    } else if (theirs.isEmpty() || !theirs.equals(ours)) {
      return Optional.of(
          ("%s is not the database of %s: name the two that were in use together by --database and"
                  + " --data, or a new database and a new directory")
              .formatted(url, directory.root()));
    }
    return Optional.empty();
  }

  private static Optional<String> id(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM directory")) {
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    }
  }

  // Told to the directory before the commit: one without a format has no records to lose.
  private static String freshId(Connection connection) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO directory (id) VALUES (gen_random_uuid()::text) RETURNING id");
        ResultSet rows = insert.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  private Optional<String> tie() {
    try {
      return directory.tie();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void tie(String id) {
    try {
      directory.tie(id);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
