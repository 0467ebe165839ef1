package dev.martlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogsCommandTest extends PlatformTest {
  private static final String FILTER = "FilterLogEvents";
  private static final String READ = "GET /2015-03-31/functions/square/configuration";

  private void present() {
    platform.on(READ, 200, "{\"LoggingConfig\": {\"LogGroup\": \"/aws/lambda/square\"}}");
  }

  private static String event(String id, long time, String message) {
    return "{\"eventId\": \""
        + id
        + "\", \"timestamp\": "
        + time
        + ", \"message\": \""
        + message
        + "\", \"logStreamName\": \"s\"}";
  }

  @Test
  void theLastHourIsShownPageByPage() {
    present();
    platform.on(
        FILTER, 200, "{\"events\": [" + event("1", 0, "one\\n") + "], \"nextToken\": \"t\"}");
    platform.on(FILTER, 200, "{\"events\": [" + event("2", 1, "two") + "]}");
    assertThat(console.run("logs", "square")).isZero();
    assertThat(console.out())
        .isEqualTo("1970-01-01T00:00:00Z  one\n1970-01-01T00:00:00.001Z  two\n");
    assertThat(platform.body(FILTER)).contains("\"nextToken\":\"t\"");
    assertThat(platform.all().get(1).body())
        .contains("\"logGroupName\":\"/aws/lambda/square\"")
        .contains("\"startTime\":" + Console.NOW.minusSeconds(3600).toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({"square, square", "square:live, square%3Alive"})
  void theGroupIsTheFunctionsOwn(String name, String encoded) {
    platform.on(
        "GET /2015-03-31/functions/" + encoded + "/configuration",
        200,
        "{\"LoggingConfig\": {\"LogGroup\": \"team/squares\"}}");
    platform.on(FILTER, 200, "{\"events\": [" + event("1", 0, "one") + "]}");
    assertThat(console.run("logs", name)).isZero();
    assertThat(platform.body(FILTER)).contains("\"logGroupName\":\"team/squares\"");
    assertThat(console.out()).endsWith("  one\n");
  }

  @Test
  void theLogOfAFunctionThatIsGoneIsShown() {
    platform.refuse(READ, 404, "ResourceNotFoundException", "Function not found: square");
    platform.on(FILTER, 200, "{\"events\": [" + event("1", 0, "one") + "]}");
    assertThat(console.run("logs", "square")).isZero();
    assertThat(platform.body(FILTER)).contains("\"logGroupName\":\"/aws/lambda/square\"");
  }

  @Test
  void theLinesOfOneEventAreLines() {
    present();
    platform.on(FILTER, 200, "{\"events\": [" + event("1", 0, "Traceback\\r  File\\rError") + "]}");
    console.run("logs", "square");
    assertThat(console.out()).isEqualTo("1970-01-01T00:00:00Z  Traceback\n  File\nError\n");
  }

  @ParameterizedTest
  @CsvSource({"true, a\\x1b]0;b\\x07\\x9bc", "false, a\u001b]0;b\u0007\u009bc"})
  void aFunctionsControlCharactersReachNoTerminal(boolean terminal, String shown) {
    present();
    platform.on(
        FILTER, 200, "{\"events\": [" + event("1", 0, "a\\u001b]0;b\\u0007\\u009bc") + "]}");
    console.terminal(terminal).run("logs", "square");
    assertThat(console.out()).isEqualTo("1970-01-01T00:00:00Z  " + shown + "\n");
  }

  @Test
  void followingShowsEachEventOnce() {
    present();
    long now = Console.NOW.toEpochMilli();
    platform.on(FILTER, 200, "{\"events\": [" + event("1", now, "a") + "]}");
    platform.on(
        FILTER, 200, "{\"events\": [" + event("1", now, "a") + "," + event("2", now, "b") + "]}");
    platform.on(
        FILTER,
        200,
        "{\"events\": [" + event("2", now, "b") + "," + event("3", now + 5, "c") + "]}");
    platform.on(FILTER, 200, "{\"events\": [" + event("3", now + 5, "c") + "]}");
    AtomicInteger pauses = new AtomicInteger();
    console.pace(
        time -> {
          if (pauses.incrementAndGet() > 3) {
            throw new Failure(Exit.OK, "the test has seen enough");
          }
        });
    console.run("logs", "square", "-f");
    assertThat(console.out().lines().map(line -> line.substring(line.length() - 1)))
        .containsExactly("a", "b", "c");
  }

  /** A clock that stands, now or an hour ago. */
  private static final class SetBack extends Clock {
    private volatile boolean done;

    @Override
    public Instant instant() {
      return done ? Console.NOW.minusSeconds(3600) : Console.NOW;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void followingGoesOnWhenTheClockIsPutBackAndShowsNothingTwice() {
    present();
    long now = Console.NOW.toEpochMilli();
    String before = event("1", now, "a");
    platform.on(FILTER, 200, "{\"events\": [" + before + "]}");
    platform.on(
        FILTER, 200, "{\"events\": [" + before + "," + event("2", now - 3_600_000, "b") + "]}");
    AtomicInteger pauses = new AtomicInteger();
    SetBack clock = new SetBack();
    console.clock(clock);
    console.pace(
        time -> {
          if (pauses.incrementAndGet() > 1) {
            throw new Failure(Exit.OK, "the test has seen enough");
          }
          clock.done = true;
        });
    console.run("logs", "square", "-f");
    assertThat(console.out().lines().map(line -> line.substring(line.length() - 1)))
        .containsExactly("a", "b");
    long asked =
        Long.parseLong(platform.body(FILTER).replaceAll("(?s).*\"startTime\":(\\d+).*", "$1"));
    assertThat(asked).isLessThan(now - 3_600_000);
  }

  @Test
  void filterAndTimeAreHandedOn() {
    present();
    platform.on(FILTER, 200, "{\"events\": []}");
    assertThat(console.run("logs", "square", "--filter", "ERROR", "--since", "2d")).isZero();
    assertThat(platform.body(FILTER))
        .contains("\"filterPattern\":\"ERROR\"")
        .contains("\"startTime\":" + Console.NOW.minusSeconds(172_800).toEpochMilli());
  }

  @Test
  void jsonIsOneObjectALine() {
    present();
    platform.on(FILTER, 200, "{\"events\": [" + event("1", 0, "one\\n") + "]}");
    console.run("logs", "square", "-o", "json");
    assertThat(console.out())
        .isEqualTo(
            "{\"timestamp\": \"1970-01-01T00:00:00Z\",\"stream\": \"s\",\"message\": \"one\"}\n");
  }

  @Test
  void aFunctionThatNeverLoggedIsNoError() {
    platform.refuse(FILTER, 400, "ResourceNotFoundException", "no group");
    present();
    assertThat(console.run("logs", "square")).isZero();
    assertThat(console.err()).contains("square has logged nothing yet.");
  }

  @Test
  void aFunctionThatIsNotThereIsOne() {
    platform.refuse(FILTER, 400, "ResourceNotFoundException", "no group");
    platform.refuse(READ, 404, "ResourceNotFoundException", "Function not found: square");
    assertThat(console.run("logs", "square")).isEqualTo(4);
    assertThat(console.err()).contains("Function not found: square");
  }

  @Test
  void aTimeWithoutAUnitIsRefused() {
    assertThat(console.run("logs", "square", "--since", "yesterday")).isEqualTo(2);
    assertThat(console.err()).contains("30s, 15m, 1h or 7d");
  }
}
