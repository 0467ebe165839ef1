package dev.martlet.store;

import dev.martlet.dispatch.EventQueue;
import dev.martlet.model.BlobStore;
import dev.martlet.model.Clock;
import dev.martlet.model.MetaStore;
import dev.martlet.model.Observer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.sqlite.SQLiteJDBCLoader;

/** The embedded store of one machine: SQLite and files in a data directory. */
public final class Store implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Store.class.getName());

  /** Under which a machine that has its database to itself takes events. */
  private static final String ONLY_NODE = "only";

  private final Transactions transactions;
  private final MetaStore meta;
  private final EventQueue events;
  private final BlobStore blobs;

  private Store(Transactions transactions, BlobStore blobs) {
    this.transactions = transactions;
    this.meta = new SqlMetaStore(transactions);
    this.events = new SqlEventQueue(transactions, ONLY_NODE);
    this.blobs = blobs;
  }

  /** What became of opening. */
  public sealed interface Opening {}

  /** It is ready. */
  public record Opened(Store store) implements Opening {}

  /** It cannot be used; {@code message} says why and what to do. */
  public record Refused(String message) implements Opening {}

  /**
   * Opens the store in {@code directory}; migrates an older format after copying the database to
   * {@code backup/}. The directory must outlive the store.
   *
   * @throws IOException if files cannot be read or written
   */
  public static Opening open(DataDirectory directory, Clock clock, Observer observer)
      throws IOException {
    return open(directory, Migrations.released(), clock, observer);
  }

  static Opening open(
      DataDirectory directory, Migrations migrations, Clock clock, Observer observer)
      throws IOException {
    OptionalInt found;
    try {
      found = directory.format();
    } catch (NumberFormatException damaged) {
      LOG.log(Level.DEBUG, "The format is damaged", damaged);
      return new Refused(
          "%s holds no number, as if it were damaged: write %d into it, or restore a backup of %s"
              .formatted(directory.formatFile(), migrations.format(), directory.root()));
    }
    if (found.isPresent() && found.getAsInt() > migrations.format()) {
      return new Refused(
          ("%s has format %d, this version of Martlet knows up to %d: use a newer version, or"
                  + " another directory with --data")
              .formatted(directory.root(), found.getAsInt(), migrations.format()));
    }
    if (found.isPresent() && isEmpty(directory.database())) {
      return lost(directory);
    }
    Path library = directory.run().resolve("sqlite");
    prepareLibrary(library);
    if (!libraryLoads()) {
      return new Refused(
          ("SQLite's library cannot be loaded from %s, probably because that file system is mounted"
                  + " noexec, where functions' native modules would fail too: remount it with exec,"
                  + " or use another directory with --data")
              .formatted(library));
    }
    try {
      return open(directory, migrations, found, clock, observer)
          .<Opening>map(Opened::new)
          .orElseGet(() -> lost(directory));
    } catch (StoreFailure failure) {
      if (!Dialect.isDamaged(failure)) {
        throw failure;
      }
      LOG.log(Level.DEBUG, "The database is damaged", failure);
      return new Refused(
          ("%s is damaged or no database of SQLite: restore a backup of %s, or put the newest copy"
                  + " from %s in its place if one is there")
              .formatted(directory.database(), directory.root(), directory.backup()));
    }
  }

  // SQLite would begin anew, and all code be swept away that nothing refers to any more.
  private static Refused lost(DataDirectory directory) {
    return new Refused(
        ("%s is empty or gone, although %s says that there was one: restore a backup of %s, or"
                + " remove that directory to begin anew")
            .formatted(directory.database(), directory.formatFile(), directory.root()));
  }

  /** Empty if the database is not the one whose format was found. */
  private static Optional<Store> open(
      DataDirectory directory,
      Migrations migrations,
      OptionalInt found,
      Clock clock,
      Observer observer)
      throws IOException {
    Transactions transactions = new SqliteTransactions(directory.database(), clock, observer);
    try {
      if (found.isPresent() && Migrations.present(transactions) < found.getAsInt()) {
        transactions.close();
        return Optional.empty();
      }
      if (found.isPresent() && found.getAsInt() < migrations.format()) {
        backUp(directory, found.getAsInt(), clock.now());
      }
      migrations.apply(transactions, clock);
      directory.format(migrations.format());
      return Optional.of(new Store(transactions, new FileBlobStore(directory.blobs(), clock)));
    } catch (IOException | RuntimeException failure) {
      transactions.close();
      throw failure;
    }
  }

  private static boolean isEmpty(Path database) throws IOException {
    return !Files.exists(database) || Files.size(database) == 0;
  }

  // The driver unpacks its native library anew in each process and removes it at a regular exit
  // only: in a place of ours, what a killed process has left is removed by the next one.
  private static void prepareLibrary(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(directory)) {
      for (Path file : leftOver) {
        Files.delete(file);
      }
    }
    System.setProperty("org.sqlite.tmpdir", directory.toString());
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
  private static void backUp(DataDirectory directory, int format, Instant now) throws IOException {
    String name = "martlet-format-%d-%d.db".formatted(format, now.toEpochMilli());
    Path copy = directory.backup().resolve(name);
    SqliteTransactions.copy(directory.database(), copy);
    DataDirectory.flush(copy);
    DataDirectory.flush(directory.backup());
  }

  public MetaStore meta() {
    return meta;
  }

  public EventQueue events() {
    return events;
  }

  public BlobStore blobs() {
    return blobs;
  }

  /** Finishes what was accepted. */
  @Override
  public void close() {
    transactions.close();
  }
}
