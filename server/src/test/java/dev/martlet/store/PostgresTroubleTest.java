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
        "53300 | FATAL: sorry, too many clients already | true  | raise max_connections",
        "57P03 | FATAL: the database system is starting up | true | try again when it runs",
        "57P01 | FATAL: terminating connection          | true  | try again when it runs",
        "53100 | ERROR: could not extend file           | false | make room",
        "25006 | ERROR: cannot execute INSERT           | false | can only be read",
        "XX000 | ERROR: something else                  | false | cannot be used: something else",
      })
  void eachIsToldWithItsRemedy(String state, String says, boolean ofConnection, String told) {
    SQLException failure = new SQLException(says, state);
    assertThat(PostgresTrouble.of(failure, URL)).contains(told).doesNotContain("sesame");
    assertThat(PostgresTrouble.isOfTheConnection(failure)).isEqualTo(ofConnection);
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
