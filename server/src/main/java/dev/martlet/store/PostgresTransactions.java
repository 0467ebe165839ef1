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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL: a work runs on its caller's thread with a pooled connection. */
final class PostgresTransactions implements Transactions {
  static final int MAX_CONNECTIONS = 10;

  private static final System.Logger LOG = System.getLogger(PostgresTransactions.class.getName());
  private static final Duration MAX_WAIT_FOR_CONNECTION = Duration.ofSeconds(10);

  /**
   * A server that has no room answers reads, so only a change would tell that it has some again;
   * and whoever needs a damaged row asks for it each second.
   */
  static final Duration REFUSAL_TOLD_FOR = Duration.ofMinutes(1);

  private final PostgresTenancy tenancy;
  private final HikariDataSource pool;
  private final Clock clock;
  private final Observer observer;
  private volatile @Nullable Refusal refusal;

  /** Why a work failed that was in order, and when. */
  private record Refusal(Store.Trouble trouble, long nanos) {}

  /**
   * Closes {@code tenancy} in the end.
   *
   * @throws StoreFailure if no connection can be had
   */
  PostgresTransactions(PostgresTenancy tenancy, Clock clock, Observer observer) {
    this.tenancy = tenancy;
    this.clock = clock;
    this.observer = observer;
    HikariConfig config = new HikariConfig();
    config.setPoolName("martlet-postgresql");
    config.setDataSource(new Source(tenancy));
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(MAX_WAIT_FOR_CONNECTION.toMillis());
    // That there is a connection is found out by the first work.
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(false);
    pool = new HikariDataSource(config);
  }

  /** Where the pool gets its connections from. */
  private static final class Source extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final transient PostgresTenancy tenancy;

    Source(PostgresTenancy tenancy) {
      this.tenancy = tenancy;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return tenancy.connect();
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public Optional<Store.Trouble> trouble() {
    return tenancy.trouble().map(PostgresTransactions::passing).or(this::lastRefusal);
  }

  private static Store.Trouble passing(String why) {
    return new Store.Trouble(
        why + ".",
        "Changes and asynchronous calls are refused until then; functions that are there go on"
            + " being called. Nothing needs to be restarted.");
  }

  private static Store.Trouble damage(DamagedFailure found) {
    return new Store.Trouble(
        "The database is damaged: " + found.getMessage() + ".",
        "Functions that are there go on being called; asynchronous calls may wait until it is"
            + " mended. Restore a backup of the database.");
  }

  private Optional<Store.Trouble> lastRefusal() {
    Refusal last = refusal;
    return last != null && clock.nanoTime() - last.nanos() < REFUSAL_TOLD_FOR.toNanos()
        ? Optional.of(last.trouble())
        : Optional.empty();
  }

  /** Has no connection used any more that was made before. */
  void renew() {
    pool.getHikariPoolMXBean().softEvictConnections();
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
    } catch (DamagedFailure found) {
      refusal = new Refusal(damage(found), clock.nanoTime());
      throw found;
    } catch (SQLException failure) {
      throw failed(failure);
    } finally {
      giveBack(connection);
    }
  }

  private Connection borrow() {
    tenancy
        .trouble()
        .ifPresent(
            why -> {
              throw new AwayFailure(why, null);
            });
    try {
      return pool.getConnection();
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  private StoreFailure failed(SQLException failure) {
    if (PostgresTrouble.isOfTheConnection(failure)) {
      tenancy.doubt();
      return new AwayFailure(PostgresTrouble.of(failure, tenancy.url()), failure);
    }
    if (PostgresTrouble.isOfTheServer(failure)) {
      String why = PostgresTrouble.of(failure, tenancy.url());
      refusal = new Refusal(passing(why), clock.nanoTime());
      return new RefusedFailure(why, failure);
    }
    return Dialect.POSTGRESQL.failure(failure);
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

  private void commit(Connection connection) {
    try {
      connection.commit();
    } catch (SQLException failure) {
      StoreFailure told = failed(failure);
      throw told instanceof RefusedFailure ? told : Dialect.POSTGRESQL.commitFailure(failure);
    }
  }

  @Override
  public void close() {
    pool.close();
    tenancy.close();
  }
}
