package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Run by a user without any rights. */
class OrdinaryUserIT extends LevelContract {
  OrdinaryUserIT() {
    super(64_017);
  }

  @Override
  boolean belongsTo(int user, int process) {
    return process == user;
  }

  @Test
  void healthTellsThatTheWallIsThinner() {
    assertThat(health())
        .contains("confined without root's rights", "docs/isolation.md", "\"isolation\": \"user\"");
  }
}
