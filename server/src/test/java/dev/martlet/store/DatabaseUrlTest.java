package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {
  private static final String ME = System.getProperty("user.name");

  @Test
  void allPartsAreRead() {
    assertThat(
            DatabaseUrl.parse(
                "postgresql://ada:p%40s+s@db.example.org:5433/my%20db"
                    + "?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3"))
        .isEqualTo(
            new DatabaseUrl(
                List.of("db.example.org:5433"),
                "my db",
                "ada",
                Optional.of("p@s+s"),
                Map.of(
                    "sslmode",
                    "verify-full",
                    "sslrootcert",
                    "/etc/ca.pem",
                    "connectTimeout",
                    "3",
                    "loginTimeout",
                    "3")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres://db                              | postgresql://ME@db:5432/ME",
        "postgresql://ada@db                        | postgresql://ada@db:5432/ada",
        "postgresql://ada:secret@db/x               | postgresql://ada@db:5432/x",
        "postgresql://[::1]:5433/x                  | postgresql://ME@[::1]:5433/x",
        "postgresql:///x?host=db&port=1&user=ada&password=secret | postgresql://ada@db:1/x",
        "postgresql:///x                            | postgresql://ME@localhost:5432/x",
        "postgresql://a,b:5433/x?target_session_attrs=read-write | postgresql://ME@a:5432,b:5433/x",
      })
  void whatIsLeftOutIsAsInLibpqAndThePasswordIsNotShown(String url, String shown) {
    assertThat(DatabaseUrl.parse(url)).hasToString(shown.replace("ME", ME));
  }

  @Test
  void ofSeveralHostsTheOneThatCanBeWrittenIsUsed() {
    assertThat(DatabaseUrl.parse("postgresql://a,b/x").parameters())
        .containsExactly(Map.entry("targetServerType", "primary"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql://ada:secret@db/x                    | postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
        "ada:secret@db                              | postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
        "postgresql://ada:sec@ret@db/x              | with %40 for @",
        "postgresql://ada:secret%zz@db/x            | postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
        "postgresql://db:port/x                     | postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
        "postgresql:///x?host=/run/postgresql       | the driver knows no Unix sockets",
        "postgresql://%2Frun%2Fpostgresql/x         | the driver knows no Unix sockets",
        "postgresql://db/x?sslmod=require           | only these are known: application_name",
        "postgresql://db/x?require                  | pairs such as sslmode=require",
        "postgresql://db/x?target_session_attrs=standby | only a server that can be written",
      })
  void whatCannotBeUsedIsRefusedWithoutQuotingASecret(String url, String says) {
    assertThatThrownBy(() -> DatabaseUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says)
        .message()
        .doesNotContain("secret", "sec@ret");
  }
}
