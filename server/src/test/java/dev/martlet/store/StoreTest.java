package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.martlet.model.AccountId;
import dev.martlet.model.ManualClock;
import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Put;
import dev.martlet.model.MetaStore.Versioned;
import dev.martlet.model.Observer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final MetaStore.Key KEY =
      MetaStore.Key.global(new AccountId("000000000000"), "test/key");

  /** SQLite's own. */
  private static final int PAGE_BYTES = 4096;

  private final ManualClock clock = new ManualClock();
  private DataDirectory directory;

  @BeforeEach
  void openDirectory(@TempDir Path temporary) throws IOException {
    directory = ((DataDirectory.Opened) DataDirectory.open(temporary.resolve("d"))).directory();
  }

  @AfterEach
  void closeDirectory() throws IOException {
    directory.close();
  }

  private Store.Opening open(Migrations migrations) throws IOException {
    return Store.open(directory, Optional.empty(), migrations, clock, Observer.NONE);
  }

  private Store opened(Migrations migrations) throws IOException {
    Store.Opening opening = open(migrations);
    assertThat(opening).isInstanceOf(Store.Opened.class);
    return ((Store.Opened) opening).store();
  }

  private static Migrations next() {
    return followedBy("UPDATE record SET json = 'migrated';\nCREATE TABLE more (n ${int64});");
  }

  private static Migrations followedBy(String step) {
    return new Migrations(
        Stream.concat(Migrations.released().steps().stream(), Stream.of(step)).toList());
  }

  private List<Path> backups() throws IOException {
    try (Stream<Path> files = Files.list(directory.backup())) {
      return files.toList();
    }
  }

  private static void put(Store store) {
    store.meta().commit(List.of(), List.of(new Put(KEY, "old")));
  }

  private static String json(Store store) {
    return store.meta().get(KEY).map(Versioned::json).orElse("none");
  }

  @Test
  void recordsAreThereAgainAfterARestart() throws IOException {
    try (Store store = opened(Migrations.released())) {
      put(store);
    }
    try (Store store = opened(Migrations.released())) {
      assertThat(json(store)).isEqualTo("old");
    }
    assertThat(backups()).isEmpty();
  }

  @Test
  void whatFailsWhenTheDatabaseIsRegainedKeepsNothingElseFromKnowing() throws IOException {
    AtomicInteger failures = new AtomicInteger(1);
    AtomicInteger told = new AtomicInteger();
    try (Store store = opened(Migrations.released())) {
      store.whenRegained(
          () -> {
            if (failures.getAndDecrement() > 0) {
              throw new IllegalStateException("scripted");
            }
          });
      store.whenRegained(told::incrementAndGet);
      assertThat(store.catchUp()).as("again at the next look").isFalse();
      assertThat(told).hasValue(1);
      assertThat(store.catchUp()).isTrue();
      assertThat(told).hasValue(2);
    }
  }

  @Test
  void anOlderFormatIsMigratedAfterTheDatabaseWasCopied() throws IOException {
    try (Store store = opened(Migrations.released())) {
      put(store);
    }
    try (Store store = opened(next())) {
      assertThat(json(store)).isEqualTo("migrated");
    }
    assertThat(directory.format()).hasValue(next().format());
    assertThat(backups()).hasSize(1);
    Path copy = backups().getFirst();
    try (Transactions old = new SqliteTransactions(copy, clock, Observer.NONE)) {
      assertThat(new SqlMetaStore(old).get(KEY).map(Versioned::json)).contains("old");
    }
  }

  @Test
  void aNewerFormatIsRefusedWithTheRemedy() throws IOException {
    opened(next()).close();
    assertThat(open(Migrations.released()))
        .isInstanceOfSatisfying(
            Store.Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains(
                        "has format %d, this version of Martlet knows up to %d"
                            .formatted(next().format(), Migrations.released().format()))
                    .contains("use a newer version"));
  }

  @Test
  void aDamagedDatabaseOrFormatIsRefusedWithTheRemedy() throws IOException {
    Files.writeString(directory.database(), "this is no database, but long enough".repeat(100));
    assertDamageIsRefused();
    Files.writeString(directory.formatFile(), "x");
    assertThat(open(Migrations.released()))
        .isInstanceOfSatisfying(
            Store.Refused.class,
            refused -> assertThat(refused.message()).contains("format holds no number"));
  }

  @Test
  void aTornPageIsFoundAtTheStartWhicheverItIs() throws IOException {
    try (Store store = opened(Migrations.released())) {
      put(store);
    }
    byte[] whole = Files.readAllBytes(directory.database());
    for (int page = 0; page < whole.length / PAGE_BYTES; page++) {
      byte[] torn = whole.clone();
      Arrays.fill(torn, page * PAGE_BYTES, (page + 1) * PAGE_BYTES, (byte) 0x5a);
      Files.write(directory.database(), torn);
      assertDamageIsRefused();
    }
    Files.write(directory.database(), whole);
    opened(Migrations.released()).close();
  }

  @Test
  void aRecordThatItsIndexDoesNotNameIsFoundAtTheStart() throws IOException {
    try (Store store = opened(Migrations.released())) {
      put(store);
    }
    // Once in the table and once in its index.
    String bytes = Files.readString(directory.database(), StandardCharsets.ISO_8859_1);
    Files.writeString(
        directory.database(),
        bytes.replaceFirst("test/key", "test/kez"),
        StandardCharsets.ISO_8859_1);
    assertDamageIsRefused();
  }

  @Test
  void aKeyThatNobodyHasWrittenIsDamage() throws IOException {
    try (Store store = opened(Migrations.released())) {
      put(store);
    }
    change("UPDATE record SET key = 'no key'");
    assertDamageIsRefused();
  }

  @Test
  void theCopyFromBeforeAMigrationMayTakeTheDatabasesPlace() throws IOException {
    try (Store store = opened(Migrations.released())) {
      put(store);
    }
    opened(next()).close();
    clock.advance(Duration.ofMillis(1));
    Files.copy(backups().getFirst(), directory.database(), StandardCopyOption.REPLACE_EXISTING);
    try (Store store = opened(next())) {
      assertThat(json(store)).isEqualTo("migrated");
    }
    assertThat(backups()).as("copied again").hasSize(2);
  }

  private void change(String sql) {
    try (Transactions transactions =
        new SqliteTransactions(directory.database(), clock, Observer.NONE)) {
      int changed =
          transactions.run(
              connection -> {
                try (Statement statement = connection.createStatement()) {
                  return statement.executeUpdate(sql);
                }
              });
      assertThat(changed).isPositive();
    }
  }

  private void assertDamageIsRefused() throws IOException {
    assertThat(open(Migrations.released()))
        .isInstanceOfSatisfying(
            Store.Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains("martlet.db is damaged", directory.backup().toString()));
  }

  @Test
  void anEmptyDatabaseIsNotTakenForANewOne() throws IOException, SQLException {
    try (Store store = opened(Migrations.released())) {
      put(store);
    }
    Files.write(directory.database(), new byte[0]);
    assertEmptyIsRefused();
    Files.delete(directory.database());
    assertEmptyIsRefused();
    assertThat(directory.database()).doesNotExist();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.database());
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE somebody_elses (n INTEGER)");
    }
    assertEmptyIsRefused();
  }

  private void assertEmptyIsRefused() throws IOException {
    assertThat(open(Migrations.released()))
        .isInstanceOfSatisfying(
            Store.Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains("martlet.db is empty or gone", "restore a backup"));
  }

  @Test
  void aMigrationThatFailsChangesNothing() throws IOException {
    try (Store store = opened(Migrations.released())) {
      put(store);
    }
    Migrations broken = followedBy("UPDATE record SET json = 'half';\nCREATE NONSENSE;\n");
    assertThat(catchThrowable(() -> open(broken))).isInstanceOf(StoreFailure.class);
    try (Store store = opened(Migrations.released())) {
      assertThat(json(store)).isEqualTo("old");
    }
  }

  @Test
  void whatAKilledProcessLeftOfTheNativeLibraryIsRemoved() throws IOException {
    Path leftOver = Files.createDirectories(directory.run().resolve("sqlite")).resolve("lib.so");
    Files.writeString(leftOver, "left over");
    opened(Migrations.released()).close();
    assertThat(leftOver).doesNotExist();
  }
}
