package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class UserIdsTest {
  private final UserIds ids = new UserIds(1000, 3);

  @Test
  void eachIsGivenOnceUntilNoneIsLeft() {
    assertThat(ids.take()).hasValue(1000);
    assertThat(ids.take()).hasValue(1001);
    assertThat(ids.take()).hasValue(1002);
    assertThat(ids.take()).isEqualTo(OptionalInt.empty());
  }

  @Test
  void oneGivenBackIsNotTheNextOneGiven() {
    ids.giveBack(ids.take().orElseThrow());
    assertThat(ids.take()).hasValue(1001);
    assertThat(ids.take()).hasValue(1002);
    assertThat(ids.take()).hasValue(1000);
  }

  @Test
  void allAreFreeWhenTheLastOneIsGivenBack() throws InterruptedException {
    int taken = ids.take().orElseThrow();
    assertThat(ids.awaitAllFree(Duration.ofMillis(1))).isFalse();
    Thread returning = Thread.ofVirtual().start(() -> ids.giveBack(taken));
    assertThat(ids.awaitAllFree(Duration.ofSeconds(20))).isTrue();
    returning.join();
  }
}
