package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightOfWayTest {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int SHARE = 72;

  private final ManualClock clock = new ManualClock();
  private final RightOfWay rightOfWay = new RightOfWay(clock, Runnable::run);

  /** A sandbox that uses what a test says. */
  private static final class Driver implements RightOfWay.Manners {
    private Duration cpu = Duration.ZERO;
    private int measured;
    private boolean polite;

    @Override
    public Duration cpu() {
      measured++;
      return cpu;
    }

    @Override
    public void giveWay(boolean way) {
      polite = way;
    }
  }

  private void pass(Driver driver, Duration used) {
    driver.cpu = driver.cpu.plus(used);
    clock.advance(LOOK);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 72, false",
    "8, 72, true",
    "99, 1000, false",
    "100, 1000, false",
    "90, 500, true"
  })
  void whoUsedMoreThanItsPartGivesWay(long millis, int thousandths, boolean way) {
    assertThat(RightOfWay.givesWay(Duration.ofMillis(millis), LOOK, thousandths)).isEqualTo(way);
  }

  @Test
  void shortInvocationsAreNotEvenMeasured() {
    Driver driver = new Driver();
    RightOfWay.Member member = rightOfWay.join(driver, SHARE);
    for (int i = 0; i < 20; i++) {
      member.begin();
      pass(driver, LOOK);
      member.end();
    }
    assertThat(driver.measured).isZero();
  }

  @Test
  void aLongOneThatUsesMuchGivesWayUntilItIsOver() {
    Driver driver = new Driver();
    RightOfWay.Member member = rightOfWay.join(driver, SHARE);
    member.begin();
    for (int i = 0; i < 4; i++) {
      pass(driver, LOOK);
    }
    assertThat(driver.polite).isTrue();
    member.end();
    member.begin();
    pass(driver, LOOK);
    assertThat(driver.polite).isFalse();
  }

  @Test
  void oneThatGetsLessThanAQuarterOfItsPartForASecondNeedNotGiveWay() {
    Driver driver = new Driver();
    rightOfWay.join(driver, SHARE).begin();
    untilItGivesWay(driver);
    for (int i = 0; i < 9; i++) {
      pass(driver, Duration.ofMillis(1));
      assertThat(driver.polite).isTrue();
    }
    pass(driver, Duration.ofMillis(1));
    assertThat(driver.polite).isFalse();
    pass(driver, LOOK);
    assertThat(driver.polite).isTrue();
  }

  /** Two that spin are not looked at in the same moment, and the first leaves all to the second. */
  @Test
  void oneThatGetsLittleUntilOthersGiveWayDoesNotTakeItsWayBack() {
    Driver driver = new Driver();
    rightOfWay.join(driver, SHARE).begin();
    untilItGivesWay(driver);
    for (int i = 0; i < 30; i++) {
      pass(driver, i % 10 < 8 ? Duration.ZERO : LOOK.dividedBy(9));
      assertThat(driver.polite).isTrue();
    }
  }

  private void untilItGivesWay(Driver driver) {
    while (!driver.polite) {
      pass(driver, LOOK);
    }
  }

  @Test
  void oneThatWaitsForSomethingNeverGivesWay() {
    Driver driver = new Driver();
    rightOfWay.join(driver, SHARE).begin();
    for (int i = 0; i < 20; i++) {
      pass(driver, Duration.ofMillis(5));
      assertThat(driver.polite).isFalse();
    }
  }

  @Test
  void whoHasLeftIsLeftAlone() {
    Driver driver = new Driver();
    RightOfWay.Member member = rightOfWay.join(driver, SHARE);
    member.begin();
    member.leave();
    for (int i = 0; i < 4; i++) {
      pass(driver, LOOK);
    }
    assertThat(driver.measured).isZero();
  }
}
