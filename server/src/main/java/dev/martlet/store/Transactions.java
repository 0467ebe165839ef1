package dev.martlet.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The only door to the database. Public methods of a store own the transaction and call {@link
 * #run}; their helpers take the connection.
 *
 * <p>Safe for all threads; blocks until the work is on disk. A work must not call {@link #run}.
 */
interface Transactions extends AutoCloseable {
  /**
   * Runs {@code work} in one transaction and returns what it returned, after the commit is on disk.
   * If it throws, nothing of it has happened.
   *
   * @throws OutcomeUnknown if the commit itself failed and may have happened
   * @throws StoreFailure if the database failed; the cause is kept
   */
  <T> T run(Work<T> work);

  Dialect dialect();

  /** What is wrong with the database, as far as is known without asking it. */
  Optional<Store.Trouble> trouble();

  /** Lets works that were accepted finish, then refuses new ones. */
  @Override
  void close();

  /** Something to do in a transaction. It must neither commit nor keep the connection. */
  @FunctionalInterface
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }
}
