package dev.martlet.store;

import dev.martlet.dispatch.EventQueue;
import dev.martlet.model.BlobStore;
import dev.martlet.model.Clock;
import dev.martlet.model.MetaStore;
import dev.martlet.model.Observer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** The store of one machine: a database, and files in a data directory. */
public final class Store implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Store.class.getName());

  /** Under which a machine that has its database to itself takes events. */
  private static final String ONLY_NODE = "only";

  private final Transactions transactions;
  private final MetaStore meta;
  private final EventQueue events;
  private final BlobStore blobs;
  private final List<Runnable> regained = new CopyOnWriteArrayList<>();

  /** The database has been migrated. */
  Store(Transactions transactions, BlobStore blobs) {
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
   * Opens the store of {@code directory}, which must outlive it, and migrates an older format.
   *
   * @param database where its records are; if empty, in SQLite in the directory itself
   * @throws IOException if files cannot be read or written
   */
  public static Opening open(
      DataDirectory directory, Optional<DatabaseUrl> database, Clock clock, Observer observer)
      throws IOException {
    return open(directory, database, Migrations.released(), clock, observer);
  }

  static Opening open(
      DataDirectory directory,
      Optional<DatabaseUrl> database,
      Migrations migrations,
      Clock clock,
      Observer observer)
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
    if (database.isPresent()) {
      return new PostgresDatabase(database.get(), directory, migrations, clock, observer)
          .open(found);
    }
    if (directory.tie().isPresent()) {
      return new Refused(
          ("%s has its records in PostgreSQL: name that database with --database, or another"
                  + " directory with --data")
              .formatted(directory.root()));
    }
    return new SqliteDatabase(directory, migrations, clock, observer).open(found);
  }

  /**
   * What an operator should know.
   *
   * @param what is wrong
   * @param remedy what it means for calls and changes, and what to do
   */
  public record Trouble(String what, String remedy) {}

  /**
   * What is wrong with the database, as far as is known; asks nobody who could keep one waiting.
   */
  public Optional<Trouble> trouble() {
    return transactions.trouble();
  }

  /**
   * {@code step} is run too, on any thread, whenever another process may have had the database for
   * a while and its records have been read again. It must not block for long. If one fails, all are
   * run again at the next look.
   */
  public void whenRegained(Runnable step) {
    regained.add(step);
  }

  /**
   * What others have written meanwhile is known here afterwards; false if it cannot be read now, or
   * not everybody who is to know could be told.
   */
  boolean catchUp() {
    try {
      meta.readBarrier();
    } catch (StoreFailure failure) {
      LOG.log(Level.WARNING, "The database's records cannot be read for now", failure);
      return false;
    }
    boolean all = true;
    for (Runnable step : regained) {
      all &= succeeds(step);
    }
    return all;
  }

  // One that fails must not keep the others from running.
  private static boolean succeeds(Runnable step) {
    try {
      step.run();
      return true;
    } catch (RuntimeException | Error failure) {
      LOG.log(Level.ERROR, "Not everybody could be told that the database was regained", failure);
      return false;
    }
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
