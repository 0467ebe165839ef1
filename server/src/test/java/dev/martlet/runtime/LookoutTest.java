package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LookoutTest {
  @Test
  void onlyWhoWaitsAloneMayLook() {
    Lookout lookout = new Lookout(2);

    assertThat(lookout.begin()).isTrue();
    assertThat(lookout.begin()).isFalse();
    lookout.end();
    lookout.end();

    assertThat(lookout.begin()).isTrue();
  }

  @Test
  void nobodyLooksWhereTheGuestNeedsTheOnlyProcessor() {
    assertThat(new Lookout(1).begin()).isFalse();
  }
}
