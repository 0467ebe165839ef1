package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Run by a user without any rights. */
@EnabledIf(
    value = "mayBuildWalls",
    disabledReason = "this machine keeps namespaces of users from ordinary users")
class OrdinaryUserIT extends LevelContract {
  private static final int USER = 64_017;

  OrdinaryUserIT() {
    super(USER);
  }

  static boolean mayBuildWalls() throws Exception {
    return run("setpriv", "--reuid=" + USER, "--clear-groups", "unshare", "-Umr", "true") == 0;
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
