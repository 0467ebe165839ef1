package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What both databases promise to works. */
abstract class TransactionsContract {
  private Transactions database;

  /** The test's own database, empty. */
  abstract Transactions open() throws Exception;

  Transactions database() {
    return database;
  }

  @BeforeEach
  void openWithTable() throws Exception {
    database = open();
    execute(
        database
            .dialect()
            .expand(
                "CREATE TABLE t (n ${int64} NOT NULL PRIMARY KEY, name ${text}, b ${bytes},"
                    + " f ${bool}) ${strict}"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void execute(String sql) {
    database().run(connection -> execute(connection, sql));
  }

  static boolean execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  private List<String> column(String sql) {
    return database()
        .run(
            connection -> {
              List<String> values = new ArrayList<>();
              try (Statement statement = connection.createStatement();
                  ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                  values.add(rows.getString(1));
                }
              }
              return values;
            });
  }

  List<String> numbers() {
    return column("SELECT n FROM t ORDER BY n");
  }

  @Test
  void aWorkReturnsItsResultAndItsChangesStay() {
    boolean result =
        database().run(connection -> execute(connection, "INSERT INTO t (n) VALUES (1)"));
    assertThat(result).isFalse();
    assertThat(numbers()).containsExactly("1");
  }

  @Test
  void aWorkThatThrowsHasNotHappenedAndItsExceptionIsTheCallers() {
    IllegalStateException fault = new IllegalStateException("the work's own");
    assertThatThrownBy(
            () ->
                database()
                    .run(
                        connection -> {
                          execute(connection, "INSERT INTO t (n) VALUES (1)");
                          throw fault;
                        }))
        .isSameAs(fault);
    assertThat(numbers()).isEmpty();
  }

  @Test
  void aWrongStatementUndoesItsWorkAndKeepsTheCause() {
    assertThatThrownBy(
            () ->
                database()
                    .run(
                        connection -> {
                          execute(connection, "INSERT INTO t (n) VALUES (1)");
                          return execute(connection, "INSERT INTO t (n) VALUES (1)");
                        }))
        .isExactlyInstanceOf(StoreFailure.class)
        .hasCauseInstanceOf(SQLException.class);
    assertThat(numbers()).isEmpty();
  }

  @Test
  void worksAtOnceAreEachDoneOnceAndTheFailingOnesNotAtAll() throws Exception {
    List<Future<Boolean>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        int number = i;
        futures.add(threads.submit(() -> database().run(connection -> insert(connection, number))));
      }
    }
    int failed = 0;
    for (Future<Boolean> future : futures) {
      try {
        future.get();
      } catch (ExecutionException expected) {
        assertThat(expected).hasCauseInstanceOf(StoreFailure.class);
        failed++;
      }
    }
    assertThat(failed).isEqualTo(20);
    assertThat(numbers()).hasSize(80);
  }

  /** Every fifth work fails after it has written. */
  private static boolean insert(Connection connection, int number) throws SQLException {
    execute(connection, "INSERT INTO t (n) VALUES (" + number + ")");
    return number % 5 == 0 ? execute(connection, "SELECT nonsense FROM nowhere") : true;
  }

  @Test
  void textIsOrderedByItsBytes() {
    execute("INSERT INTO t (n, name) VALUES (1, 'a'), (2, 'B'), (3, '_'), (4, 'ä'), (5, 'A-')");
    assertThat(column("SELECT name FROM t ORDER BY name"))
        .containsExactly("A-", "B", "_", "a", "ä");
  }

  @Test
  void afterClosingWorksAreRefused() {
    database().close();
    assertThatThrownBy(this::numbers).isInstanceOf(StoreFailure.class);
  }
}
