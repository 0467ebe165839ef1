package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CrowdTest {
  private static final int ENOUGH = 4;
  private static final int CALLERS = 16;
  private static final long MICROSECOND = 1_000;
  private static final long LONG_AGO = 0;

  private final Crowd crowd = new Crowd(ENOUGH, LONG_AGO);
  private long now = LONG_AGO;
  private int atWork;

  /** So many who call all the time, for so long, each of whom is let in when there is room. */
  private void load(Duration time, int callers, Machine machine) {
    long until = now + time.toNanos();
    while (now < until) {
      while (atWork < callers && crowd.room() > 0) {
        crowd.began();
        atWork++;
      }
      now += machine.untilOneEnds(atWork);
      crowd.ended(now, atWork < callers);
      atWork--;
    }
  }

  /** How long it takes, in nanoseconds, until one of those at work has done its invocation. */
  private interface Machine {
    long untilOneEnds(int atWork);
  }

  /** Processors are the bound: more at once get nothing more done. */
  private static long processors(int atWork) {
    return 50 * MICROSECOND;
  }

  /** Each takes a millisecond, however many there are. */
  private static long waiting(int atWork) {
    return 1_000 * MICROSECOND / atWork;
  }

  @Test
  void whereProcessorsAreTheBoundNoMoreThanEnoughAreAtWork() {
    load(Duration.ofSeconds(2), CALLERS, CrowdTest::processors);

    assertThat(crowd.holdsBack()).isTrue();
    assertThat(atWork).isLessThanOrEqualTo(ENOUGH);
  }

  @Test
  void whereInvocationsWaitForSomethingElseAllAreLetInAgain() {
    load(Duration.ofSeconds(2), CALLERS, CrowdTest::waiting);

    assertThat(crowd.holdsBack()).isFalse();
    assertThat(atWork).isGreaterThan(ENOUGH);
  }

  @Test
  void aTrialThatFailsIsRarerEachTime() {
    long begun = now;
    int trials = 0;
    boolean before = false;
    while (now - begun < Duration.ofMinutes(4).toNanos()) {
      load(Duration.ofMillis(1), CALLERS, CrowdTest::waiting);
      trials += crowd.holdsBack() && !before ? 1 : 0;
      before = crowd.holdsBack();
    }

    // After rests of 1, 2, 4, … 64 s.
    assertThat(trials).isEqualTo(7);
  }

  @Test
  void whoBeginsToWaitForSomethingElseIsLetIn() {
    load(Duration.ofSeconds(2), CALLERS, CrowdTest::processors);

    load(Duration.ofSeconds(1), CALLERS, CrowdTest::waiting);

    assertThat(crowd.holdsBack()).isFalse();
  }

  @Test
  void nothingIsTriedWhileTheLoadGrows() {
    double each = 400 * MICROSECOND;
    while (each > 50 * MICROSECOND) {
      long now = (long) each;
      load(Duration.ofMillis(1), CALLERS, _ -> now);
      assertThat(crowd.holdsBack()).isFalse();
      each *= 0.999;
    }
  }

  @Test
  void whatWasFoundIsTriedAnewForSomeMinutes() {
    load(Duration.ofSeconds(2), CALLERS, CrowdTest::processors);
    int open = 0;
    for (int i = 0; i < 10_000; i++) {
      load(Duration.ofMillis(10), CALLERS, CrowdTest::processors);
      open += crowd.holdsBack() ? 0 : 1;
    }

    // After 15 and 30 s, for one window each time, and perhaps once more.
    assertThat(open * 10).isBetween(2 * 250, 3 * 260);

    load(Duration.ofMinutes(3), CALLERS, CrowdTest::processors);
    for (int i = 0; i < 10_000; i++) {
      load(Duration.ofMillis(100), CALLERS, CrowdTest::processors);
      assertThat(crowd.holdsBack()).isTrue();
    }
  }

  @Test
  void nothingIsTriedWithLongInvocations() {
    for (int i = 0; i < 1000; i++) {
      load(Duration.ofMillis(10), CALLERS, _ -> 600 * MICROSECOND);
      assertThat(crowd.holdsBack()).isFalse();
    }
  }

  @Test
  void nothingIsTriedWithFewCallers() {
    for (int i = 0; i < 1000; i++) {
      load(Duration.ofMillis(10), ENOUGH, CrowdTest::processors);
      assertThat(crowd.holdsBack()).isFalse();
    }
  }

  @Test
  void nothingIsConcludedFromALoadThatEndsMeanwhile() {
    while (!crowd.holdsBack()) {
      load(Duration.ofMillis(1), CALLERS, CrowdTest::processors);
    }

    load(Crowd.SETTLE.plus(Crowd.WINDOW), 1, CrowdTest::processors);
    assertThat(crowd.holdsBack()).isFalse();

    load(Crowd.FIRST_REST.plusSeconds(1), CALLERS, CrowdTest::processors);
    assertThat(crowd.holdsBack()).isTrue();
  }

  @Test
  void whoIsHeldBackForTooLongEndsItForAll() {
    load(Duration.ofSeconds(2), CALLERS, CrowdTest::processors);

    crowd.slackened(now, 0);

    assertThat(crowd.holdsBack()).isFalse();
  }
}
