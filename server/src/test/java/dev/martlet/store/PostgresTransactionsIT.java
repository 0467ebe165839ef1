package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresTransactionsIT extends TransactionsContract {
  @RegisterExtension static final PostgresDatabases POSTGRESQL = new PostgresDatabases();

  @Override
  Transactions open() {
    return POSTGRESQL.empty();
  }

  @Test
  void aConnectionLostInAWorkMeansThatNothingHappenedAndTheNextWorkRuns() {
    assertThatThrownBy(
            () ->
                database()
                    .run(
                        connection -> {
                          try (Statement statement = connection.createStatement()) {
                            statement.execute("INSERT INTO t (n) VALUES (1)");
                            return statement.execute(
                                "SELECT pg_terminate_backend(pg_backend_pid())");
                          }
                        }))
        .isExactlyInstanceOf(AwayFailure.class);
    assertThat(count()).isZero();
  }

  private int count() {
    return database()
        .run(
            connection -> {
              try (Statement statement = connection.createStatement();
                  var rows = statement.executeQuery("SELECT count(*) FROM t")) {
                rows.next();
                return rows.getInt(1);
              }
            });
  }

  @Test
  void aConnectionLostBeforeTheCommitIsAnsweredMeansThatNobodyKnows() {
    assertThatThrownBy(
            () ->
                database()
                    .run(
                        connection -> {
                          int victim = pid(connection);
                          // Another connection ends this one: only its commit finds out.
                          return database().run(other -> terminate(other, victim));
                        }))
        .isInstanceOf(OutcomeUnknown.class);
    assertThat(count()).isZero();
  }

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static boolean terminate(Connection connection, int pid) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Waits until it is gone.
      return statement.execute("SELECT pg_terminate_backend(" + pid + ", 10000)");
    }
  }
}
