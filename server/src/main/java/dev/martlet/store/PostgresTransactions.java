package dev.martlet.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.martlet.model.Clock;
import dev.martlet.model.Observer;
import dev.martlet.model.Observer.CommitEnded;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** PostgreSQL: a work runs on its caller's thread with a pooled connection. */
final class PostgresTransactions implements Transactions {
  private static final System.Logger LOG = System.getLogger(PostgresTransactions.class.getName());
  private static final int MAX_CONNECTIONS = 10;
  private static final Duration MAX_WAIT_FOR_CONNECTION = Duration.ofSeconds(10);
  // A statement, a lock and a forgotten transaction each end by themselves.
  private static final String TIMEOUTS =
      "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s";

  private final HikariDataSource pool;
  private final Clock clock;
  private final Observer observer;

  PostgresTransactions(String url, String user, Clock clock, Observer observer) {
    this.clock = clock;
    this.observer = observer;
    HikariConfig config = new HikariConfig();
    config.setPoolName("martlet-postgresql");
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(MAX_WAIT_FOR_CONNECTION.toMillis());
    config.setAutoCommit(false);
    config.addDataSourceProperty("options", TIMEOUTS);
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    pool = new HikariDataSource(config);
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public <T> T run(Work<T> work) {
    long start = clock.nanoTime();
    Connection connection = borrow();
    try {
      T result = attempt(connection, work);
      commit(connection);
      observer.on(new CommitEnded(1, Duration.ofNanos(clock.nanoTime() - start)));
      return result;
    } catch (SQLException failure) {
      throw Dialect.POSTGRESQL.failure(failure);
    } finally {
      giveBack(connection);
    }
  }

  private Connection borrow() {
    try {
      return pool.getConnection();
    } catch (SQLException failure) {
      throw Dialect.POSTGRESQL.failure(failure);
    }
  }

  // By now the work is decided: a connection that ends badly must not change the answer.
  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException failure) {
      LOG.log(Level.WARNING, "A connection ended badly", failure);
    }
  }

  private static <T> T attempt(Connection connection, Work<T> work) throws SQLException {
    try {
      return work.in(connection);
    } catch (SQLException | RuntimeException | Error failure) {
      try {
        connection.rollback();
      } catch (SQLException lost) {
        failure.addSuppressed(lost);
      }
      throw failure;
    }
  }

  private static void commit(Connection connection) {
    try {
      connection.commit();
    } catch (SQLException failure) {
      throw Dialect.POSTGRESQL.commitFailure(failure);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
