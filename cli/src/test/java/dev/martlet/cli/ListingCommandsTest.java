package dev.martlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListingCommandsTest extends PlatformTest {
  private static final String LIST = "GET /2015-03-31/functions";

  /** How a list shows it: without states. */
  private static String listed(String name) {
    return "{\"FunctionName\": \"" + name + "\"}";
  }

  private void function(String name, String more) {
    platform.on(
        LIST + "/" + name + "/configuration",
        200,
        "{\"FunctionName\": \""
            + name
            + "\", \"Runtime\": \"python3.11\", \"MemorySize\": 128, \"Timeout\": 3, \"State\":"
            + " \"Active\""
            + more
            + "}");
  }

  @Test
  void functionsOfAllPagesAreListed() {
    platform.on(LIST, 200, "{\"Functions\": [" + listed("a") + "], \"NextMarker\": \"m/1\"}");
    platform.on(LIST + "?Marker=m%2F1", 200, "{\"Functions\": [" + listed("b") + "]}");
    function("a", "");
    function("b", "");
    assertThat(console.run("functions")).isZero();
    assertThat(console.out().lines())
        .satisfiesExactly(
            names -> assertThat(names).startsWith("NAME  RUNTIME     STATE   MEMORY"),
            first -> assertThat(first).startsWith("a     python3.11  Active  128 MB"),
            second -> assertThat(second).startsWith("b     "));
  }

  @Test
  void aReasonStandsBesideTheState() {
    platform.on(LIST, 200, "{\"Functions\": [" + listed("a") + "," + listed("b") + "]}");
    function("a", ", \"StateReason\": \"no interpreter\"");
    function("b", ", \"LastUpdateStatus\": \"InProgress\"");
    console.run("functions");
    assertThat(console.out()).contains("Active (no interpreter)", "Updating");
    platform.on(LIST, 200, "{\"Functions\": [" + listed("a") + "]}");
    function("a", ", \"StateReason\": \"no interpreter\"");
    console.run("functions", "-o", "json");
    assertThat(console.out())
        .contains("\"state\": \"Active\"", "\"stateReason\": \"no interpreter\"");
  }

  @Test
  void aFunctionDeletedMeanwhileIsLeftOut() {
    platform.on(LIST, 200, "{\"Functions\": [" + listed("gone") + "," + listed("b") + "]}");
    platform.on(
        LIST + "/gone/configuration",
        404,
        "{\"__type\": \"ResourceNotFoundException\", \"message\": \"Function not found\"}");
    function("b", "");
    assertThat(console.run("functions")).isZero();
    assertThat(console.out()).contains("b     ").doesNotContain("gone");
  }

  @Test
  void noFunctionIsNoDataButAHint() {
    platform.on(LIST, 200, "{\"Functions\": []}");
    assertThat(console.run("functions")).isZero();
    assertThat(console.out()).isEmpty();
    assertThat(console.err()).contains("./martlet deploy DIR");
  }

  @Test
  void jsonIsAnArrayEvenIfEmpty() {
    platform.on(LIST, 200, "{\"Functions\": []}");
    console.run("functions", "-o", "json");
    assertThat(console.out()).isEqualTo("[]\n");
  }

  @Test
  void deletingSaysWhatIsGone() {
    platform.on("DELETE /2015-03-31/functions/square", 204, "");
    assertThat(console.run("delete", "square")).isZero();
    assertThat(console.err()).contains("square is deleted.");
    platform.on("DELETE /2015-03-31/functions/square", 204, "");
    assertThat(console.run("delete", "square", "-o", "json")).isZero();
    assertThat(console.out()).contains("\"name\": \"square\"", "\"result\": \"deleted\"");
  }

  @Test
  void runtimesAreListedWithTheirPlaces() {
    platform.on(
        "GET /_martlet/runtimes",
        200,
        """
        {"runtimes": [{"runtime": "python3.11", "version": "3.11.2", "path": "/usr/bin/python3.11"},
          {"runtime": "nodejs22.x", "version": "20.1.0", "path": "/usr/bin/node",
           "substitutedBy": "nodejs20.x"}]}
        """);
    assertThat(console.run("runtimes")).isZero();
    assertThat(console.out())
        .contains("python3.11", "3.11.2", "/usr/bin/python3.11", "nodejs22.x (by nodejs20.x)");
    assertThat(platform.all().getFirst().authorization()).contains("/martlet/aws4_request");
  }

  @Test
  void healthIsOneLineForEachValue() {
    platform.on(
        "GET /_martlet/health", 200, "{\"status\": \"ok\", \"sandbox\": {\"level\": \"full\"}}");
    assertThat(console.run("health")).isZero();
    assertThat(console.out()).isEqualTo("status  ok\nsandbox.level  full\n");
  }

  @Test
  void whatIsWrongStandsFirstWithItsRemedy() {
    platform.on(
        "GET /_martlet/health",
        200,
        """
        {"status": "degraded", "version": "1", "findings": [
          {"degrades": true, "what": "The disk is full.", "remedy": "Make room."},
          {"degrades": false, "what": "The certificate ends.", "remedy": "Renew it."}]}""");
    assertThat(console.run("health")).isEqualTo(1);
    assertThat(console.out())
        .isEqualTo(
            """
            status  degraded
            trouble  The disk is full.
                     Make room.
            advice  The certificate ends.
                     Renew it.
            version  1
            """);
  }

  @Test
  void degradedHealthEndsWithOne() {
    platform.on("GET /_martlet/health", 503, "{\"status\": \"degraded\"}");
    assertThat(console.run("health")).isEqualTo(1);
    assertThat(console.out()).contains("degraded");
  }
}
