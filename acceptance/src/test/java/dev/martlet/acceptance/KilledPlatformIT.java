package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at random moments, under a load that changes all there is. */
class KilledPlatformIT {
  private static final int ROUNDS = Integer.getInteger("martlet.acceptance.rounds", 6);

  @TempDir Path folder;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsLeftBehind() {
    long seed = new Random().nextLong();
    CrashRounds.Findings found = new CrashRounds(folder.resolve("data"), seed).run(ROUNDS);
    assertThat(found.wrong()).as("seed " + seed).isEmpty();
    assertThat(found.left()).as("seed " + seed).isEmpty();
    assertThat(found.acknowledged()).as("seed " + seed).isPositive();
  }
}
