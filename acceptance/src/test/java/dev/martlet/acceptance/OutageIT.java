package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that goes away while the platform runs, and comes back. */
class OutageIT {
  @TempDir Path folder;

  @AfterEach
  void start() {
    Databases.start();
  }

  @Test
  void changesAreRefusedWithoutTheDatabaseAndAllElseGoesOn() {
    assumeThat(Databases.embedded()).as("SQLite does not go away").isFalse();
    try (Platform platform = Platform.start(folder.resolve("data"))) {
      Api api = platform.api();
      Language.PYTHON.create(api, "any", "\"Timeout\":60");
      String tried = "{\"do\":\"wait\",\"millis\":3000}";
      assertThat(api.event("any", tried).status()).isEqualTo(202);
      Busy.await(api);

      Databases.stop();

      for (Reply refused : List.of(api.event("any", "{}"), create(api, "other"))) {
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.errorCode()).isEqualTo("ServiceException");
        assertThat(refused.body()).contains("Nothing was changed", "database of the platform");
      }
      assertThat(api.invoke("any", "{\"do\":\"count\"}").status()).isEqualTo(200);
      assertThat(api.function("any").status()).isEqualTo(200);
      assertThat(api.health("degraded"))
          .contains("degraded", "PostgreSQL", "Nothing needs to be restarted");

      Databases.start();

      assertThat(api.repeat(() -> create(api, "other"), reply -> reply.status() == 201).status())
          .isEqualTo(201);
      assertThat(api.settled("other").member("State")).isEqualTo("Active");
      assertThat(api.event("any", "{}").status()).isEqualTo(202);
      api.drained();
    }
  }

  @Test
  void whatAnotherProcessLeftUnfinishedIsTakenUpWhenTheDatabaseIsBack() {
    assumeThat(Databases.embedded()).as("SQLite has one process for good").isFalse();
    Path data = folder.resolve("data");
    try (Platform platform = Platform.start(data)) {
      Api api = platform.api();
      Language.PYTHON.create(api, "any", "");
      String before = api.configuration("any").member("RevisionId");
      Databases.sql(
          data,
          "UPDATE head SET revision = revision + 1",
          "UPDATE record SET revision = (SELECT revision FROM head),"
              + " json = replace(json, '\"status\":\"active\"', '\"status\":\"creating\"')"
              + " WHERE key LIKE '%/function/any'");
      Databases.stop();
      assertThat(api.health("degraded")).contains("PostgreSQL");
      Databases.start();

      Reply taken =
          api.repeat(
              () -> api.configuration("any"),
              reply ->
                  !reply.member("RevisionId").equals(before)
                      && reply.member("State").equals("Active"));
      assertThat(taken.member("State")).isEqualTo("Active");
      assertThat(taken.member("RevisionId")).isNotEqualTo(before);
    }
  }

  private static Reply create(Api api, String name) {
    return api.create(
        name, Language.PYTHON.runtime(api), "main.handler", Language.PYTHON.anything());
  }
}
