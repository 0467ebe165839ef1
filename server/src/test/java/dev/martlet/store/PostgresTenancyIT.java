package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose database it is, when the session that says so ends without its owner's knowledge. */
class PostgresTenancyIT {
  @RegisterExtension static final PostgresDatabases POSTGRESQL = new PostgresDatabases();

  /** Longer than between two looks at the session. */
  private static final Duration A_WHILE = Duration.ofSeconds(3);

  private final ManualClock clock = new ManualClock();
  private DatabaseUrl url;
  private PostgresTenancy tenancy;
  private PostgresTransactions first;

  @BeforeEach
  void open() {
    url = POSTGRESQL.freshUrl();
    tenancy = taken();
    first = new PostgresTransactions(tenancy, clock, Observer.NONE);
    tenancy.watch(first::renew, () -> {});
    first.run(connection -> execute(connection, "CREATE TABLE t (n INTEGER)"));
  }

  @AfterEach
  void close() {
    first.close();
  }

  private PostgresTenancy taken() {
    return ((PostgresTenancy.Taken) PostgresTenancy.take(url, clock)).tenancy();
  }

  private static boolean execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  /** Ends sessions of ours: of the tenant, lock 1, or of those who work, lock 2. */
  private void end(int lock) {
    POSTGRESQL
        .server()
        .sql(
            url.database(),
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'"
                + " AND objsubid = 2 AND objid = "
                + lock);
  }

  private void insert() {
    first.run(connection -> execute(connection, "INSERT INTO t VALUES (1)"));
  }

  private void lookUntil(boolean troubled) {
    clock.advance(A_WHILE);
    while (first.trouble().isPresent() != troubled) {
      clock.advance(A_WHILE);
      Thread.onSpinWait();
    }
  }

  @Test
  void whoeverLosesTheDatabaseAndFindsItTakenChangesNothingUntilItIsFree() {
    end(1);
    end(2);
    PostgresTenancy second = taken();
    // The first has not looked yet, and opens new connections for its works.
    assertThatThrownBy(tenancy::connect).hasMessageContaining("The right to the database is lost");
    assertThatThrownBy(this::insert).isInstanceOf(AwayFailure.class);

    lookUntil(true);
    assertThatThrownBy(this::insert).isInstanceOf(AwayFailure.class);

    second.close();
    lookUntil(false);
    insert();
  }

  @Test
  void aWorkThatIsUnderWayKeepsTheNextTenantOut() {
    first.run(
        connection -> {
          end(1);
          assertThat(PostgresTenancy.take(url, clock))
              .isInstanceOfSatisfying(
                  PostgresTenancy.Refused.class,
                  refused -> assertThat(refused.message()).contains("is in use by another"));
          return execute(connection, "INSERT INTO t VALUES (1)");
        });
    lookUntil(true);
    lookUntil(false);
    insert();
  }

  @Test
  void aServerThatStopsIsToldAndWorksGoOnWhenItIsBack() {
    POSTGRESQL.server().stop();
    lookUntil(true);
    assertThat(first.trouble()).get().asString().contains(url.hosts().getFirst());
    assertThatThrownBy(this::insert)
        .isInstanceOf(AwayFailure.class)
        .hasMessage(first.trouble().orElseThrow());
    POSTGRESQL.server().start();
    lookUntil(false);
    insert();
  }
}
