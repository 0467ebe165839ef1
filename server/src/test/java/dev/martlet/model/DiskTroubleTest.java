package dev.martlet.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class DiskTroubleTest {
  @Test
  void theSystemsWordsAreUnderstoodWhereverTheyStand() {
    assertThat(DiskTrouble.of(new IOException("No space left on device")))
        .contains(DiskTrouble.FULL);
    assertThat(DiskTrouble.of(failed("No space left on device"))).contains(DiskTrouble.FULL);
    assertThat(DiskTrouble.of(failed("Disk quota exceeded"))).contains(DiskTrouble.FULL);
    assertThat(DiskTrouble.of(failed("Read-only file system"))).contains(DiskTrouble.READ_ONLY);
    assertThat(DiskTrouble.of(failed("Input/output error"))).contains(DiskTrouble.FAILING);
  }

  @Test
  void whatElseFailsIsNoTroubleOfTheDisk() {
    assertThat(DiskTrouble.of(new AccessDeniedException("/code/a"))).isEmpty();
    assertThat(DiskTrouble.of(new IOException())).isEmpty();
  }

  @Test
  void whatIsToldHasARemedyAndNoPath() {
    for (DiskTrouble trouble : DiskTrouble.values()) {
      assertThat(trouble.told()).matches("The disk of the platform [a-z-]+ ?[a-z-]*: .*health.*");
      assertThat(trouble.told()).doesNotContain("/");
    }
  }

  private static IOException failed(String reason) {
    return new FileSystemException("/data/blobs/ab", null, reason);
  }
}
