package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** At level none, run by a user without any rights. */
class LevelNoneIT extends LevelContract {
  LevelNoneIT() {
    super(64_027, "--isolation", "none");
  }

  @Override
  boolean belongsTo(int user, int process) {
    return process == user;
  }

  @Test
  void startAndHealthSayThatThereIsNoWallAndWhatThatMeans() {
    assertThat(output()).contains("!!! isolation is none: functions run without a wall");
    assertThat(health())
        .contains("as the platform's own user", "read its keys", "\"isolation\": \"none\"");
  }
}
