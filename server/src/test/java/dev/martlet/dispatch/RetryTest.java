package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Observer.EventDropped.Reason;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryTest {
  private static final Phases PHASES = Phases.NONE;
  private static final Outcome THROTTLED =
      new Outcome.Throttled(PHASES, Outcome.Limit.ACCOUNT_CONCURRENCY, "");

  private static Outcome refused(Outcome.Reason reason) {
    return new Outcome.Refused(PHASES, reason, "");
  }

  @Test
  void aSuccessIsTheEnd() {
    Outcome success = new Outcome.Success(PHASES, "$LATEST", Bytes.EMPTY);
    assertThat(Retry.after(success, 1, 0, Duration.ofHours(7))).isEqualTo(new Retry.Over());
  }

  static List<Outcome> errors() {
    return List.of(
        new Outcome.FunctionError(PHASES, "$LATEST", Bytes.EMPTY, "E"),
        new Outcome.TimedOut(PHASES, "$LATEST", Bytes.EMPTY, Duration.ofSeconds(3)),
        new Outcome.OutOfMemory(PHASES, "$LATEST", Bytes.EMPTY, ByteSize.megabytes(128)),
        new Outcome.Crashed(PHASES, "$LATEST", Bytes.EMPTY, 11),
        new Outcome.Exited(PHASES, "$LATEST", Bytes.EMPTY, 1));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorOfTheFunctionIsTriedTwiceMoreAMinuteAndThenTwoMinutesLater(Outcome error) {
    assertThat(Retry.after(error, 1, 0, Duration.ZERO))
        .isEqualTo(new Retry.Later(Duration.ofMinutes(1), 1));
    assertThat(Retry.after(error, 2, 1, Duration.ofMinutes(1)))
        .isEqualTo(new Retry.Later(Duration.ofMinutes(2), 2));
    assertThat(Retry.after(error, 3, 2, Duration.ofMinutes(3)))
        .isEqualTo(new Retry.GivenUp(Reason.ERRORS));
  }

  @Test
  void attemptsThatDidNotRunAreNoErrorsOfTheFunction() {
    assertThat(Retry.after(errors().getFirst(), 40, 1, Duration.ofHours(1)))
        .isEqualTo(new Retry.Later(Duration.ofMinutes(2), 2));
  }

  static Stream<Outcome> notRun() {
    return Stream.of(
        THROTTLED, refused(Outcome.Reason.NOT_READY), refused(Outcome.Reason.PLATFORM));
  }

  @ParameterizedTest
  @MethodSource("notRun")
  void whatWasNotRunIsTriedAgainAfterAPauseThatKeepsTheErrors(Outcome notRun) {
    assertThat(Retry.after(notRun, 1, 0, Duration.ZERO))
        .isEqualTo(new Retry.Later(Duration.ofSeconds(1), 0));
    assertThat(Retry.after(notRun, 4, 2, Duration.ZERO))
        .isEqualTo(new Retry.Later(Duration.ofSeconds(2), 2));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "4,8", "9,256", "10,300", "11,300", "80,300", "2147483647,300"})
  void thePausesDoubleUpToFiveMinutes(int attempt, long seconds) {
    assertThat(Retry.after(THROTTLED, attempt, 0, Duration.ZERO))
        .isEqualTo(new Retry.Later(Duration.ofSeconds(seconds), 0));
  }

  @Test
  void noEventIsTriedAgainAfterSixHours() {
    Duration sixHours = Duration.ofHours(6);
    assertThat(Retry.after(THROTTLED, 1, 0, sixHours.minusSeconds(1)))
        .isEqualTo(new Retry.Later(Duration.ofSeconds(1), 0));
    assertThat(Retry.after(THROTTLED, 1, 0, sixHours)).isEqualTo(new Retry.GivenUp(Reason.AGE));
    assertThat(Retry.after(errors().getFirst(), 1, 0, sixHours.minusSeconds(59)))
        .isEqualTo(new Retry.GivenUp(Reason.AGE));
    assertThat(Retry.isTooOld(sixHours)).isFalse();
    assertThat(Retry.isTooOld(sixHours.plusNanos(1))).isTrue();
  }

  @Test
  void anEventOfADeletedFunctionIsGivenUpAtOnce() {
    assertThat(Retry.after(refused(Outcome.Reason.NOT_FOUND), 1, 0, Duration.ZERO))
        .isEqualTo(new Retry.GivenUp(Reason.DELETED));
  }
}
