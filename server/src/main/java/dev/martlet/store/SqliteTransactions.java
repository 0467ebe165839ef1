package dev.martlet.store;

import dev.martlet.model.Clock;
import dev.martlet.model.Observer;
import dev.martlet.model.Observer.CommitEnded;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * SQLite: one thread, {@code martlet-sqlite}, takes all works that wait, runs them in one
 * transaction, a savepoint each, and completes them after the commit is on disk. So the disk's
 * flush is paid once per group, and SQLite's native calls never pin a virtual thread.
 *
 * <p>A database that was once found damaged is not touched any more: whoever restores a backup
 * would lose what was acknowledged since, and a work on damaged pages may damage others.
 */
final class SqliteTransactions implements Transactions {
  private static final int MAX_GROUP = 256;
  private static final int BUSY_TIMEOUT_MILLIS = 10_000;
  private static final int WAL_LIMIT_BYTES = 64 << 20;

  private final Clock clock;
  private final Observer observer;
  private final Connection connection;
  private final Path path;
  private final SqliteFile file;
  // Every work needs these two: compiling them anew costs as much as a small work itself.
  private final PreparedStatement savepoint;
  private final PreparedStatement release;
  private final Inbox<Ticket<?>> inbox = new Inbox<>(MAX_GROUP);
  private final Thread writer;
  // Written by that thread alone, before anybody is told.
  private volatile @Nullable DamagedFailure damage;

  /** Opens or creates the database in {@code file}. */
  SqliteTransactions(Path file, Clock clock, Observer observer) {
    this.path = file;
    this.clock = clock;
    this.observer = observer;
    try {
      connection = connect(file);
      savepoint = connection.prepareStatement("SAVEPOINT work");
      release = connection.prepareStatement("RELEASE work");
    } catch (SQLException failure) {
      throw Dialect.SQLITE.failure(failure);
    }
    this.file = new SqliteFile(file);
    writer = Thread.ofPlatform().name("martlet-sqlite").start(this::write);
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    // An operator may look into the database with a tool of theirs.
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setJournalSizeLimit(WAL_LIMIT_BYTES);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /** Writes a consistent copy of the database in {@code file} to {@code target}. */
  static void copy(Path file, Path target) {
    try (Connection connection = connect(file);
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, target.toString());
      vacuum.execute();
    } catch (SQLException failure) {
      throw Dialect.SQLITE.failure(failure);
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  public Optional<Store.Trouble> trouble() {
    return file.trouble()
        .or(
            () ->
                Optional.ofNullable(damage)
                    .map(
                        found ->
                            new Store.Trouble(
                                path + " is damaged.",
                                "Functions go on from memory; changes and asynchronous calls are"
                                    + " refused. Stop the platform and restore a backup; without"
                                    + " one, keep it running until you have noted what `martlet"
                                    + " functions` shows.")));
  }

  @Override
  public <T> T run(Work<T> work) {
    Ticket<T> ticket = new Ticket<>(work);
    if (!inbox.put(ticket)) {
      throw new StoreFailure("The store is closed", null);
    }
    try {
      return ticket.done.join();
    } catch (CompletionException failed) {
      throw rethrowable(failed);
    }
  }

  private static RuntimeException rethrowable(CompletionException failed) {
    return failed.getCause() instanceof RuntimeException failure ? failure : failed;
  }

  private void write() {
    List<Ticket<?>> group = List.of();
    try {
      for (group = inbox.takeAll(); !group.isEmpty(); group = inbox.takeAll()) {
        commit(group);
      }
    } finally {
      // Should this thread ever die of an error, nobody may wait for it.
      inbox.close();
      StoreFailure dead = new StoreFailure("The database's thread has ended", null);
      group.forEach(ticket -> ticket.fail(dead));
      inbox.takeAll().forEach(ticket -> ticket.fail(dead));
    }
  }

  private void commit(List<Ticket<?>> group) {
    long start = clock.nanoTime();
    @Nullable StoreFailure failure = attempt(group);
    if (failure == null) {
      group.forEach(Ticket::complete);
    } else {
      group.forEach(ticket -> ticket.fail(failure));
    }
    observer.on(new CommitEnded(group.size(), Duration.ofNanos(clock.nanoTime() - start)));
  }

  private @Nullable StoreFailure attempt(List<Ticket<?>> group) {
    DamagedFailure known = damage;
    if (known != null) {
      return new DamagedFailure(String.valueOf(known.getMessage()), known);
    }
    if (file.trouble().isPresent()) {
      return new DamagedFailure("Its file was removed, replaced or cut off", null);
    }
    try {
      execute("BEGIN IMMEDIATE");
      for (Ticket<?> ticket : group) {
        ticket.run();
      }
    } catch (DamagedFailure found) {
      return rolledBack(found);
    } catch (SQLException broken) {
      return rolledBack(Dialect.SQLITE.failure(broken));
    }
    try {
      execute("COMMIT");
      return null;
    } catch (SQLException broken) {
      return rolledBack(Dialect.SQLITE.commitFailure(broken));
    }
  }

  private StoreFailure rolledBack(StoreFailure failure) {
    if (failure instanceof DamagedFailure found) {
      damage = found;
    }
    try {
      execute("ROLLBACK");
    } catch (SQLException already) {
      // On a full disk or an I/O error SQLite has rolled back by itself.
      failure.addSuppressed(already);
    }
    return failure;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    inbox.close();
    try {
      writer.join();
      connection.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (SQLException failure) {
      throw Dialect.SQLITE.failure(failure);
    }
  }

  /** A work and who waits for it. */
  private final class Ticket<T> {
    private final Work<T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable Runnable completion;

    Ticket(Work<T> work) {
      this.work = work;
    }

    /**
     * Runs the work; what it throws undoes it alone. Throws if the whole transaction is lost, or
     * must be because damage was found.
     */
    void run() throws SQLException {
      savepoint.execute();
      try {
        T result = work.in(connection);
        completion = () -> done.complete(result);
      } catch (SQLException failure) {
        undo(failure);
        failWith(Dialect.SQLITE.failure(failure));
      } catch (RuntimeException | Error failure) {
        undo(new SQLException(failure));
        failWith(failure);
      }
      release.execute();
    }

    private void failWith(Throwable failure) {
      if (failure instanceof DamagedFailure found) {
        throw found;
      }
      completion = () -> done.completeExceptionally(failure);
    }

    private void undo(SQLException failure) throws SQLException {
      try {
        execute("ROLLBACK TO work");
      } catch (SQLException gone) {
        // SQLite has rolled back everything by itself: what made it do so is the cause to tell.
        failure.addSuppressed(gone);
        throw failure;
      }
    }

    void complete() {
      if (completion != null) {
        completion.run();
      }
    }

    void fail(StoreFailure failure) {
      done.completeExceptionally(failure);
    }
  }
}
