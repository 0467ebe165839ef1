package dev.martlet.store;

import dev.martlet.model.Clock;
import dev.martlet.model.Observer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.sqlite.SQLiteJDBCLoader;

/** Opens the database in the data directory. */
final class SqliteDatabase {
  private static final System.Logger LOG = System.getLogger(SqliteDatabase.class.getName());

  private static final long WHOLLY_CHECKED_BYTES = 8L << 20;

  private final DataDirectory directory;
  private final Migrations migrations;
  private final Clock clock;
  private final Observer observer;

  SqliteDatabase(DataDirectory directory, Migrations migrations, Clock clock, Observer observer) {
    this.directory = directory;
    this.migrations = migrations;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * Migrates an older format after copying the database to {@code backup/}.
   *
   * @param found the directory's format
   */
  Store.Opening open(OptionalInt found) throws IOException {
    if (found.isPresent() && isEmpty(directory.database())) {
      return lost();
    }
    Path library = directory.run().resolve("sqlite");
    prepareLibrary(library);
    if (!libraryLoads()) {
      return new Store.Refused(
          ("SQLite's library cannot be loaded from %s, probably because that file system is mounted"
                  + " noexec, where functions' native modules would fail too: remount it with exec,"
                  + " or use another directory with --data")
              .formatted(library));
    }
    try {
      return migrated(found).<Store.Opening>map(Store.Opened::new).orElseGet(this::lost);
    } catch (NewerFormat newer) {
      return new Store.Refused(directory.database() + " " + newer.getMessage());
    } catch (DamagedFailure damaged) {
      LOG.log(Level.WARNING, "{0} is damaged: {1}", directory.database(), damaged.getMessage());
      return new Store.Refused(
          ("%s is damaged or no database of SQLite: restore a backup of %s, or put the newest copy"
                  + " from %s in its place if one is there")
              .formatted(directory.database(), directory.root(), directory.backup()));
    }
  }

  // SQLite would begin anew, and all code be swept away that nothing refers to any more.
  private Store.Refused lost() {
    return new Store.Refused(
        ("%s is empty or gone, although %s says that there was one: restore a backup of %s, or"
                + " remove that directory to begin anew")
            .formatted(directory.database(), directory.formatFile(), directory.root()));
  }

  /** Empty if the database is not the one whose format was found. */
  private Optional<Store> migrated(OptionalInt found) throws IOException {
    Transactions transactions = new SqliteTransactions(directory.database(), clock, observer);
    try {
      if (found.isPresent()) {
        int present = Migrations.present(transactions);
        if (present == 0) {
          transactions.close();
          return Optional.empty();
        }
        check(transactions);
        // It may be a copy from before a migration, which an operator has put in its place.
        if (present < migrations.format()) {
          backUp(present, clock.now());
        }
      }
      migrations.apply(transactions, clock);
      directory.format(migrations.format());
      return Optional.of(new Store(transactions, new FileBlobStore(directory.blobs(), clock)));
    } catch (IOException | RuntimeException failure) {
      transactions.close();
      throw failure;
    }
  }

  // SQLite itself notices a torn page when it reads it, and a record that an index has lost never:
  // its function would be gone in silence, and its code be swept away. Looking through everything
  // takes 1.3 ms for each MB, so a large database is looked through as far as a start reads it
  // anyway, which is its records: events have a page looked at when they are taken.
  private void check(Transactions transactions) throws IOException {
    String pragma =
        Files.size(directory.database()) <= WHOLLY_CHECKED_BYTES
            ? "PRAGMA integrity_check(1)"
            : "PRAGMA integrity_check('record')";
    String verdict =
        transactions.run(
            connection -> {
              try (Statement statement = connection.createStatement();
                  ResultSet rows = statement.executeQuery(pragma)) {
                return rows.next() ? rows.getString(1) : "no verdict";
              }
            });
    if (!verdict.equals("ok")) {
      throw new DamagedFailure(verdict, null);
    }
  }

  private static boolean isEmpty(Path database) throws IOException {
    return !Files.exists(database) || Files.size(database) == 0;
  }

  // The driver would compare byte by byte what it unpacks, and start a program to learn where it
  // is: a tenth of a start. It still does, here, where ours is not the library it needs.
  private static void prepareLibrary(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(directory)) {
      for (Path file : leftOver) {
        Files.delete(file);
      }
    }
    System.setProperty("org.sqlite.tmpdir", directory.toString());
    String name = System.mapLibraryName("sqlitejdbc");
    String architecture = "amd64".equals(System.getProperty("os.arch")) ? "x86_64" : "aarch64";
    try (InputStream library =
        SQLiteJDBCLoader.class.getResourceAsStream("native/Linux/" + architecture + "/" + name)) {
      if (library != null) {
        Files.copy(library, directory.resolve(name));
        System.setProperty("org.sqlite.lib.path", directory.toString());
      }
    }
  }

  private static boolean libraryLoads() {
    try {
      return SQLiteJDBCLoader.initialize();
    } catch (Exception unloadable) {
      LOG.log(Level.DEBUG, "SQLite's library cannot be loaded", unloadable);
      return false;
    }
  }

  // A connection of its own, because a database cannot be copied from within a transaction.
  private void backUp(int format, Instant now) throws IOException {
    String name = "martlet-format-%d-%d.db".formatted(format, now.toEpochMilli());
    Path copy = directory.backup().resolve(name);
    SqliteTransactions.copy(directory.database(), copy);
    DataDirectory.flush(copy);
    DataDirectory.flush(directory.backup());
  }
}
