package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a server of the tests does not do; the rest is asked of one in {@code PostgresDatabaseIT}.
 */
class PostgresTroubleTest {
  private static final DatabaseUrl URL = DatabaseUrl.parse("postgresql://ada:sesame@db/martlet");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "53300 | FATAL: sorry, too many clients already | connection | raise max_connections",
        "57P03 | FATAL: the database system is starting up | connection | try again when it runs",
        "57P01 | FATAL: terminating connection | connection | try again when it runs",
        "53100 | ERROR: could not extend file  | server     | make room",
        "53200 | ERROR: out of memory          | server     | has no memory left (out of memory)",
        "53400 | ERROR: temporary file size    | server     | cannot be used: temporary file size",
        "58030 | ERROR: could not write        | server     | look into its log",
        "25006 | ERROR: cannot execute INSERT  | server     | can only be read",
        "XX000 | ERROR: something else         | work       | cannot be used: something else",
      })
  void eachIsToldWithItsRemedy(String state, String says, String of, String told) {
    SQLException failure = new SQLException(says, state);
    assertThat(PostgresTrouble.of(failure, URL)).contains(told).doesNotContain("sesame");
    assertThat(PostgresTrouble.isOfTheConnection(failure)).isEqualTo(of.equals("connection"));
    assertThat(PostgresTrouble.isOfTheServer(failure)).isEqualTo(of.equals("server"));
  }

  @Test
  void aServerThatIsTooOldIsRefused() {
    assertThat(new PostgresFacts(14, "14.20 (Debian)", "UTF8", false).refusal(URL))
        .get()
        .asString()
        .contains("PostgreSQL 14.20 (Debian)", "needs 15 or newer");
    assertThat(new PostgresFacts(15, "15.0", "UTF8", false).refusal(URL)).isEmpty();
  }

  @Test
  void silenceIsToldAndWhatThePoolWrapsIsLookedInto() {
    SQLException silence =
        new SQLException("The connection attempt failed.", "08001", new SocketTimeoutException());
    assertThat(PostgresTrouble.of(new SQLException("pool", "08001", silence), URL))
        .contains("db:5432 does not answer in time");
  }
}
