package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.AccountId;
import dev.martlet.model.ManualClock;
import dev.martlet.model.MetaStore;
import dev.martlet.model.Observer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whose database it is, when the session that says so ends without its owner's knowledge. */
class PostgresTenancyIT {
  @RegisterExtension static final PostgresDatabases POSTGRESQL = new PostgresDatabases();

  /** Longer than between two looks at the session. */
  private static final Duration A_WHILE = Duration.ofSeconds(3);

  private final ManualClock clock = new ManualClock();
  private DatabaseUrl url;
  private PostgresTenancy tenancy;
  private PostgresTransactions first;
  private volatile BooleanSupplier catchUp = () -> true;

  @BeforeEach
  void open() {
    url = POSTGRESQL.freshUrl();
    tenancy = taken();
    first = new PostgresTransactions(tenancy, clock, Observer.NONE);
    tenancy.watch(first::renew, () -> catchUp.getAsBoolean());
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
  void whatTheNextTenantWroteIsReadWhenTheFormerOneHasTheDatabaseAgainHoweverOftenThatFails(
      @TempDir Path blobs) throws IOException {
    Migrations.released().apply(first, clock);
    Store store = new Store(first, new FileBlobStore(blobs, clock));
    AtomicInteger failures = new AtomicInteger(2);
    AtomicInteger told = new AtomicInteger();
    AtomicInteger toldToo = new AtomicInteger();
    store.whenRegained(toldToo::incrementAndGet);
    store.whenRegained(told::incrementAndGet);
    catchUp = () -> failures.getAndDecrement() <= 0 && store.catchUp();
    end(1);
    end(2);
    MetaStore.Key key = MetaStore.Key.global(new AccountId("000000000000"), "theirs");
    try (PostgresTransactions second = new PostgresTransactions(taken(), clock, Observer.NONE)) {
      new SqlMetaStore(second).commit(List.of(), List.of(new MetaStore.Put(key, "{}")));
    }
    assertThat(store.meta().get(key)).isEmpty();

    lookUntil(true);
    lookUntil(false);
    while (told.get() == 0) {
      clock.advance(A_WHILE);
      Thread.onSpinWait();
    }
    assertThat(store.meta().get(key)).isPresent();
    assertThat(failures).hasNegativeValue();
    assertThat(toldToo).hasPositiveValue();
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
        .hasMessage(tenancy.trouble().orElseThrow());
    assertThat(first.trouble().orElseThrow().remedy()).contains("Nothing needs to be restarted");
    POSTGRESQL.server().start();
    lookUntil(false);
    insert();
  }
}
