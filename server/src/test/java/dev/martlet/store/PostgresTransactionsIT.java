package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                          execute(connection, "INSERT INTO t (n) VALUES (1)");
                          return execute(
                              connection, "SELECT pg_terminate_backend(pg_backend_pid())");
                        }))
        .isExactlyInstanceOf(AwayFailure.class);
    assertThat(numbers()).isEmpty();
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
    assertThat(numbers()).isEmpty();
  }

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static boolean terminate(Connection connection, int pid) throws SQLException {
    // Waits until it is gone.
    return execute(connection, "SELECT pg_terminate_backend(" + pid + ", 10000)");
  }

  /** What a server says that takes no change, before the commit or when it is asked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RAISE EXCEPTION 'no space left' USING ERRCODE = '53100' | disk of PostgreSQL",
        "RAISE EXCEPTION 'out of memory' USING ERRCODE = '53200' | no memory left",
        "SET TRANSACTION READ ONLY; INSERT INTO t (n) VALUES (2) | can only be read",
      })
  void aServerThatTakesNoChangeIsToldAsSuchForAMinute(String does, String told) {
    ManualClock clock = new ManualClock();
    PostgresTenancy tenancy =
        ((PostgresTenancy.Taken) PostgresTenancy.take(POSTGRESQL.freshUrl(), clock)).tenancy();
    try (Transactions database = new PostgresTransactions(tenancy, clock, Observer.NONE)) {
      database.run(connection -> execute(connection, "CREATE TABLE t (n INTEGER)"));
      assertThatThrownBy(
              () ->
                  database.run(
                      connection -> execute(connection, "DO $$ BEGIN " + does + "; END $$")))
          .isInstanceOf(RefusedFailure.class)
          .hasMessageContaining(told)
          .hasRootCauseInstanceOf(SQLException.class);
      assertThat(database.trouble()).get().asString().contains(told);
      database.run(connection -> execute(connection, "INSERT INTO t (n) VALUES (1)"));
      clock.advance(PostgresTransactions.REFUSAL_TOLD_FOR);
      assertThat(database.trouble()).isEmpty();
    }
  }

  @Test
  void damageIsToldForAMinuteAndStopsNobodyElse() {
    ManualClock clock = new ManualClock();
    PostgresTenancy tenancy =
        ((PostgresTenancy.Taken) PostgresTenancy.take(POSTGRESQL.freshUrl(), clock)).tenancy();
    try (Transactions database = new PostgresTransactions(tenancy, clock, Observer.NONE)) {
      assertThatThrownBy(
              () ->
                  database.run(
                      connection -> {
                        throw new DamagedFailure("An event cannot be read", null);
                      }))
          .isInstanceOf(DamagedFailure.class);
      assertThat(database.trouble())
          .hasValueSatisfying(
              trouble -> {
                assertThat(trouble.what()).contains("damaged: An event cannot be read");
                assertThat(trouble.remedy()).contains("Restore a backup");
              });
      database.run(connection -> execute(connection, "CREATE TABLE t (n INTEGER)"));
      clock.advance(PostgresTransactions.REFUSAL_TOLD_FOR);
      assertThat(database.trouble()).isEmpty();
    }
  }

  @Test
  void aCommitThatFindsNoRoomHasNotHappened() {
    database()
        .run(
            connection -> {
              execute(
                  connection,
                  "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                      + " $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$");
              return execute(
                  connection,
                  "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON t DEFERRABLE"
                      + " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION full_disk()");
            });
    assertThatThrownBy(
            () -> database().run(connection -> execute(connection, "INSERT INTO t (n) VALUES (1)")))
        .isInstanceOf(RefusedFailure.class);
    assertThat(numbers()).isEmpty();
  }
}
