package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AccountId;
import dev.martlet.model.ManualClock;
import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Committed;
import dev.martlet.model.MetaStore.Put;
import dev.martlet.model.MetaStore.Versioned;
import dev.martlet.model.Observer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a store on PostgreSQL is opened, and what refuses it. */
class PostgresDatabaseIT {
  private static final MetaStore.Key KEY =
      MetaStore.Key.global(new AccountId("000000000000"), "test/key");

  private static PostgresServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    server = new PostgresServer();
    server.sql("postgres", "CREATE ROLE locked LOGIN PASSWORD 'sesame'");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private Store.Opening open(String directory, String url) throws IOException {
    return open(directory, Optional.of(DatabaseUrl.parse(url)), Migrations.released());
  }

  /** Opens and closes again; what was opened has one record more. */
  private Store.Opening open(String name, Optional<DatabaseUrl> url, Migrations migrations)
      throws IOException {
    try (DataDirectory directory =
        ((DataDirectory.Opened) DataDirectory.open(folder.resolve(name))).directory()) {
      Store.Opening opening =
          Store.open(directory, url, migrations, new ManualClock(), Observer.NONE);
      if (opening instanceof Store.Opened(Store store)) {
        assertThat(store.meta().commit(List.of(), List.of(new Put(KEY, "kept"))))
            .isInstanceOf(Committed.class);
        store.close();
      }
      return opening;
    }
  }

  private void assertRefused(Store.Opening opening, String... says) {
    assertThat(opening)
        .isInstanceOfSatisfying(
            Store.Refused.class,
            refused -> assertThat(refused.message()).contains(says).doesNotContain("sesame"));
  }

  /** A database that cannot be used, and what is said of it. */
  record Case(String name, String url, String says, String remedy) {}

  private static Stream<Case> unreachable() {
    return Stream.of(
        new Case(
            "no such host",
            "postgresql://ada:sesame@nowhere.invalid/x",
            "There is no machine of the name in nowhere.invalid:5432",
            "check the host"),
        new Case(
            "nobody listens",
            "postgresql://ada:sesame@127.0.0.1:1/x",
            "No PostgreSQL answers at 127.0.0.1:1",
            "start it"),
        new Case(
            "no such user",
            server.url("nobody", "postgres"),
            "does not let nobody in (role \"nobody\" does not exist)",
            "create that user"),
        new Case(
            "a wrong password",
            server.url("locked:wrong-sesame", "postgres"),
            "does not accept the password of locked",
            "~/.pgpass"),
        new Case("no password", server.url("locked", "postgres"), "wants a password", "~/.pgpass"));
  }

  private static Stream<Case> unfit() {
    return Stream.of(
        new Case(
            "no such database",
            server.url("postgres", "nothing"),
            "There is no database nothing",
            "createdb --encoding=UTF8 --owner=postgres nothing"),
        new Case(
            "no rights",
            server.url("guest", "postgres"),
            "guest may not make tables in postgres",
            "GRANT CREATE"),
        new Case(
            "another encoding",
            server.url("postgres", "latin"),
            "keeps text in LATIN1",
            "createdb --encoding=UTF8"),
        new Case(
            "a standby",
            server.url("postgres", "standby"),
            "can only be read",
            "name the server that can be written"),
        new Case(
            "another program's",
            server.url("postgres", "foreigners"),
            "has tables of another program",
            "a database of its own"));
  }

  @Test
  @Timeout(60)
  void aServerThatSaysNothingIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url =
          "postgresql://ada:sesame@127.0.0.1:%d/x?connect_timeout=1"
              .formatted(silent.getLocalPort());
      assertRefused(open("silent", url), "127.0.0.1:" + silent.getLocalPort(), "cannot be reached");
    }
  }

  @TestFactory
  Stream<DynamicTest> whatCannotBeUsedIsRefusedWithTheRemedy() {
    server.sql(
        "postgres",
        "CREATE ROLE guest LOGIN",
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
        "CREATE DATABASE standby",
        "ALTER DATABASE standby SET default_transaction_read_only = on",
        "CREATE DATABASE foreigners");
    server.sql("foreigners", "CREATE TABLE head (name TEXT)");
    return Stream.concat(unreachable(), unfit())
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.name(),
                    () ->
                        assertRefused(open(each.name(), each.url()), each.says(), each.remedy())));
  }

  @Test
  void recordsAreThereAgainAndThePasswordIsTaken() throws IOException {
    server.sql("postgres", "CREATE DATABASE secured OWNER locked");
    String url = server.url("locked:sesame", "secured");
    assertThat(open("a", url)).isInstanceOf(Store.Opened.class);
    assertThat(open("a", url)).isInstanceOf(Store.Opened.class);
    assertThat(folder.resolve("a/martlet.db")).doesNotExist();
  }

  @Test
  void anOlderFormatIsMigratedInOneTransactionAndANewerOneRefused() throws IOException {
    Optional<DatabaseUrl> url = Optional.of(DatabaseUrl.parse(server.freshDatabase()));
    Migrations released = Migrations.released();
    assertThat(open("a", url, released)).isInstanceOf(Store.Opened.class);

    assertRefused(
        open("a", url, followedBy(released, "UPDATE record SET json = 'half';\nNONSENSE;\n")),
        "syntax error");
    try (Transactions now = PostgresDatabases.transactions(url.orElseThrow())) {
      assertThat(new SqlMetaStore(now).get(KEY).map(Versioned::json)).contains("kept");
    }
    Migrations newer = followedBy(released, "CREATE TABLE more (n ${int64});\n");
    assertThat(open("a", url, newer)).isInstanceOf(Store.Opened.class);
    assertRefused(open("a", url, released), "has format 3", "use a newer version");
  }

  private static Migrations followedBy(Migrations released, String step) {
    return new Migrations(Stream.concat(released.steps().stream(), Stream.of(step)).toList());
  }

  @Test
  void aDatabaseThatANewerVersionHasMigratedIsRefused() throws IOException {
    String url = server.freshDatabase();
    assertThat(open("a", url)).isInstanceOf(Store.Opened.class);
    server.sql(DatabaseUrl.parse(url).database(), "INSERT INTO migration VALUES (99, 0)");
    assertRefused(open("a", url), "has format 99", "use a newer version");
  }

  @Test
  void whatWasNotInUseTogetherIsRefused() throws IOException {
    String one = server.freshDatabase();
    String other = server.freshDatabase();
    assertThat(open("one", one)).isInstanceOf(Store.Opened.class);
    assertThat(open("other", other)).isInstanceOf(Store.Opened.class);
    assertThat(open("embedded", Optional.empty(), Migrations.released()))
        .isInstanceOf(Store.Opened.class);

    assertRefused(open("one", other), "is not the database of");
    assertRefused(open("one", server.freshDatabase()), "is not the database of");
    assertRefused(open("fresh", one), "is not the database of");
    assertRefused(open("embedded", one), "has its records in SQLite");
    assertRefused(
        open("one", Optional.empty(), Migrations.released()), "has its records in PostgreSQL");
    assertThat(open("one", one)).isInstanceOf(Store.Opened.class);
  }

  @Test
  void aRefusalLeavesAStrangersDatabaseAsItWas() throws IOException {
    assertThat(open("one", server.freshDatabase())).isInstanceOf(Store.Opened.class);
    String stranger = server.freshDatabase();
    assertRefused(open("one", stranger), "is not the database of");
    server.sql(DatabaseUrl.parse(stranger).database(), "CREATE TABLE record (n INTEGER)");
  }

  @Test
  void aSecondPlatformIsRefusedUntilTheFirstIsGone() throws IOException {
    String url = server.freshDatabase();
    try (Transactions first = PostgresDatabases.transactions(DatabaseUrl.parse(url))) {
      assertThat(first.trouble()).isEmpty();
      assertRefused(
          open("a", url),
          "is in use by another platform (martlet " + ProcessHandle.current().pid(),
          "stop that one");
    }
    assertThat(open("a", url)).isInstanceOf(Store.Opened.class);
  }
}
