package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.DiskTrouble;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer.CommitEnded;
import dev.martlet.model.Observer.Happened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteTransactionsTest extends TransactionsContract {
  /** SQLite's own. */
  private static final int PAGE_BYTES = 4096;

  @TempDir Path directory;

  private final List<Happened> happened = new ArrayList<>();

  @Override
  Transactions open() {
    return new SqliteTransactions(directory.resolve("test.db"), new ManualClock(), happened::add);
  }

  @ParameterizedTest
  @CsvSource({"journal_mode, wal", "synchronous, 2", "foreign_keys, 1"})
  void theDatabaseIsDurable(String pragma, String value) {
    String actual =
        database()
            .run(
                connection -> {
                  try (Statement statement = connection.createStatement();
                      ResultSet rows = statement.executeQuery("PRAGMA " + pragma)) {
                    rows.next();
                    return rows.getString(1);
                  }
                });
    assertThat(actual).isEqualTo(value);
  }

  @Test
  void worksThatWaitTogetherAreCommittedTogether() throws InterruptedException {
    CountDownLatch writerIsBusy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> database().run(connection -> hold(writerIsBusy, goOn)));
      writerIsBusy.await();
      CountDownLatch asked = new CountDownLatch(20);
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        callers.add(Thread.startVirtualThread(() -> ask(asked)));
      }
      asked.await();
      callers.forEach(SqliteTransactionsTest::awaitWaiting);
      goOn.countDown();
    }
    database().close();
    assertThat(happened)
        .extracting(event -> ((CommitEnded) event).works())
        // All twenty, but for those that the machine kept from asking in time.
        .anyMatch(works -> works > 1);
  }

  private static boolean hold(CountDownLatch entered, CountDownLatch goOn) {
    entered.countDown();
    try {
      goOn.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    return true;
  }

  private void ask(CountDownLatch asked) {
    asked.countDown();
    database().run(connection -> true);
  }

  // Its only place to wait is for the result.
  private static void awaitWaiting(Thread caller) {
    while (caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aDatabaseThatWasFoundDamagedIsNotTouchedAnyMore() throws IOException {
    database().run(connection -> execute(connection, "INSERT INTO t (n) VALUES (1)"));
    database().close();
    Path file = directory.resolve("test.db");
    byte[] bytes = Files.readAllBytes(file);
    // The first page tells what tables there are, the second has the table.
    Arrays.fill(bytes, PAGE_BYTES, 2 * PAGE_BYTES, (byte) 0x5a);
    Files.write(file, bytes);

    try (Transactions damaged = open()) {
      assertThat(damaged.trouble()).isEmpty();
      assertThatThrownBy(() -> damaged.run(it -> execute(it, "INSERT INTO t (n) VALUES (2)")))
          .isInstanceOfSatisfying(
              DamagedFailure.class,
              refused -> assertThat(refused.told()).contains("is damaged", "restore a backup"));
      assertThat(damaged.trouble())
          .hasValueSatisfying(
              trouble -> {
                assertThat(trouble.what()).contains("test.db is damaged");
                assertThat(trouble.remedy()).contains("restore a backup");
              });
      assertThatThrownBy(() -> damaged.run(it -> execute(it, "CREATE TABLE whole (n INTEGER)")))
          .isInstanceOf(DamagedFailure.class);
    }
    try (Transactions again = open()) {
      assertThat(again.<Boolean>run(it -> execute(it, "CREATE TABLE whole (n INTEGER)"))).isFalse();
    }
  }

  @Test
  void aDatabaseThatWasRemovedTakesNoMore() throws IOException {
    database().run(connection -> execute(connection, "INSERT INTO t (n) VALUES (1)"));
    Files.delete(directory.resolve("test.db"));
    assertThatThrownBy(() -> database().run(it -> execute(it, "INSERT INTO t (n) VALUES (2)")))
        .isInstanceOf(DamagedFailure.class)
        .hasMessageContaining("removed, replaced or cut off");
  }

  @Test
  void nothingIsCommittedTogetherWithAWorkThatFindsDamage() throws InterruptedException {
    FutureTask<Boolean> innocent =
        new FutureTask<>(() -> database().run(it -> execute(it, "INSERT INTO t (n) VALUES (1)")));
    FutureTask<Boolean> finder =
        new FutureTask<>(
            () ->
                database()
                    .run(
                        connection -> {
                          throw new DamagedFailure("scripted", null);
                        }));
    CountDownLatch writerIsBusy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread.startVirtualThread(() -> database().run(connection -> hold(writerIsBusy, goOn)));
    writerIsBusy.await();
    for (FutureTask<Boolean> each : List.of(innocent, finder)) {
      awaitWaiting(Thread.startVirtualThread(each));
    }
    goOn.countDown();

    for (FutureTask<Boolean> each : List.of(innocent, finder)) {
      assertThatThrownBy(each::get).hasCauseInstanceOf(DamagedFailure.class);
    }
    try (Transactions again = open()) {
      assertThat(again.<Boolean>run(it -> execute(it, "INSERT INTO t (n) VALUES (1)"))).isFalse();
    }
  }

  @Test
  void aFullDiskIsSaidAndLosesNothingThatWasAcknowledged() {
    database()
        .run(
            connection -> {
              execute(connection, "INSERT INTO t (n) VALUES (1)");
              // Stands for a full disk: SQLite answers the same way.
              return execute(connection, "PRAGMA max_page_count = 8");
            });
    assertThatThrownBy(
            () ->
                database()
                    .run(
                        connection ->
                            execute(
                                connection, "INSERT INTO t (n, b) VALUES (2, zeroblob(1000000))")))
        .isInstanceOfSatisfying(
            UnwritableFailure.class,
            refused -> assertThat(refused.trouble()).isEqualTo(DiskTrouble.FULL))
        .hasMessageContaining("disk of the database is full")
        .hasCauseInstanceOf(SQLException.class);
    assertThat(numbers()).containsExactly("1");
  }
}
