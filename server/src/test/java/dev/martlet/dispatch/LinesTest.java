package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.dispatch.Lines.Turn;
import dev.martlet.model.AccountId;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final FunctionArn A = function("a");
  private static final FunctionArn B = function("b");
  private static final int MOST = 2;

  private final Lines lines = new Lines();

  private static FunctionArn function(String name) {
    return new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), name);
  }

  private Turn next(int free) {
    return lines.next(NOW, free).orElseThrow();
  }

  @Test
  void nothingThatArrivedIsNobodysTurn() {
    assertThat(lines.next(NOW, 9)).isEmpty();
    assertThat(lines.earliest()).isEmpty();
  }

  @Test
  void whatIsNotDueWaitsAndTellsWhen() {
    lines.arrived(A, NOW.plusSeconds(60), MOST);
    lines.arrived(B, NOW.plusSeconds(30), MOST);
    assertThat(lines.next(NOW, 9)).isEmpty();
    assertThat(lines.earliest()).contains(NOW.plusSeconds(30));
    assertThat(lines.next(NOW.plusSeconds(30), 9).map(Turn::function)).contains(B);
  }

  @Test
  void functionsTakeTurnsHoweverManyEventsOneHas() {
    lines.arrived(A, NOW, MOST);
    lines.arrived(B, NOW, MOST);
    lines.took(next(1), 1, Optional.empty());
    Turn second = next(1);
    assertThat(second.function()).isEqualTo(B);
    lines.took(second, 1, Optional.empty());
    assertThat(next(1).function()).isEqualTo(A);
  }

  @Test
  void aFunctionGetsNoMoreAtOnceThanItMay() {
    assertThat(lines.arrived(A, NOW, MOST)).isTrue();
    Turn turn = next(9);
    assertThat(turn.max()).isEqualTo(2);
    lines.took(turn, 2, Optional.empty());
    assertThat(lines.arrived(A, NOW, MOST)).as("may have another tried").isFalse();
    assertThat(lines.next(NOW, 9)).isEmpty();
    assertThat(lines.earliest()).as("nothing to wait for but who leaves").isEmpty();
    lines.left(A);
    assertThat(next(9)).extracting(Turn::function, Turn::max).containsExactly(A, 1);
  }

  @Test
  void eachFunctionHasItsOwnMeasure() {
    lines.arrived(A, NOW, 1);
    Turn turn = next(9);
    assertThat(turn.max()).isEqualTo(1);
    lines.took(turn, 1, Optional.empty());
    assertThat(lines.arrived(A, NOW)).isFalse();
    lines.arrived(B, NOW, MOST);
    assertThat(next(9)).extracting(Turn::function, Turn::max).containsExactly(B, MOST);
  }

  @Test
  void untilItIsKnownHowManyMayBeAFunctionHasOneTried() {
    lines.arrived(A, NOW);
    Turn turn = next(9);
    assertThat(turn.max()).isEqualTo(1);
    lines.took(turn, 1, Optional.empty());
    lines.allow(A, MOST);
    assertThat(next(9)).extracting(Turn::function, Turn::max).containsExactly(A, 1);
  }

  @Test
  void aMeasureThatShrinksTakesNothingAway() {
    lines.arrived(A, NOW, MOST);
    lines.took(next(9), MOST, Optional.of(NOW));
    lines.allow(A, 1);
    lines.left(A);
    assertThat(lines.next(NOW, 9)).isEmpty();
    lines.left(A);
    assertThat(next(9).max()).isEqualTo(1);
  }

  @Test
  void whatAFunctionMayIsForgottenWithItsLine() {
    lines.allow(A, MOST);
    assertThat(lines.next(NOW, 9)).isEmpty();
  }

  @Test
  void withoutAFreePlaceItIsNobodysTurn() {
    lines.arrived(A, NOW, MOST);
    assertThat(lines.next(NOW, 0)).isEmpty();
  }

  @Test
  void aLineThatWasTakenWholeIsLookedAtAgainWhenItsNextIsDue() {
    lines.arrived(A, NOW, MOST);
    lines.took(next(9), 1, Optional.of(NOW.plusSeconds(5)));
    assertThat(lines.next(NOW, 9)).isEmpty();
    assertThat(lines.earliest()).contains(NOW.plusSeconds(5));
  }

  @Test
  void whatArrivesWhileALineIsReadIsNotOverlooked() {
    lines.arrived(A, NOW, MOST);
    Turn turn = next(9);
    lines.arrived(A, NOW, MOST);
    lines.took(turn, 1, Optional.empty());
    assertThat(next(9).function()).isEqualTo(A);
  }

  @Test
  void nothingWaitsLongerThanTheLongestPauseHoweverTheClockJumps() {
    Instant queued = NOW.plus(Duration.ofHours(1));
    lines.arrived(A, queued, MOST);
    Turn turn = next(9);
    assertThat(turn.until()).isEqualTo(queued);
  }
}
