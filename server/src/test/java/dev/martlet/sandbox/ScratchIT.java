package dev.martlet.sandbox;

import static dev.martlet.sandbox.Grounds.PATIENCE;
import static dev.martlet.sandbox.Grounds.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox's {@code /tmp}; needs root, ext4, loop devices and three gigabytes of disk. */
@Timeout(120)
class ScratchIT {
  private static final String KIND = "stat -f -c %T /tmp";
  private static final String ON_DISK = "ext2/ext3";
  private static final String IN_MEMORY = "tmpfs";
  private static final ByteSize SMALL = ByteSize.megabytes(64);

  @TempDir Path directory;

  @Test
  void aSmallSandboxHas512MegabytesAndWhatIsFullIsTheDiskAndNotMemory() throws Exception {
    String fill =
        KIND
            + "; head -c 536870912 /dev/urandom | tee /tmp/big | md5sum >/tmp/sum && echo whole;"
            + " md5sum </tmp/big | cmp - /tmp/sum && echo same;"
            + " cat /dev/zero >>/tmp/more || echo alive; rm /tmp/*; echo again >/tmp/more";
    try (Grounds grounds = new Grounds(directory)) {
      Grounds.Run run = grounds.run(spec(SMALL, "/bin/sh", "-c", fill));
      assertThat(run.ending()).isEqualTo(new Ending.Exited(0));
      assertThat(run.output().lines())
          .containsExactly(
              ON_DISK, "whole", "same", "cat: write error: No space left on device", "alive");
    }
  }

  @Test
  void whatOneSandboxWroteTheNextDoesNotFind() throws Exception {
    String look = "ls -A /tmp; stat -c %a /tmp; df --output=used /tmp; echo secret >/tmp/secret";
    try (Grounds grounds = new Grounds(directory)) {
      String first = grounds.shell(look);
      assertThat(first).startsWith("1777\n");
      for (int i = 0; i < 8; i++) {
        assertThat(grounds.shell(look)).isEqualTo(first);
      }
    }
  }

  @Test
  void programsRunThereButGiveNobodyMoreRights() throws Exception {
    String copy = "cp /bin/sh /tmp/sh; chmod 4755 /tmp/sh; /tmp/sh -c 'echo runs'; ";
    try (Grounds grounds = new Grounds(directory)) {
      assertThat(grounds.shell(copy + "grep ' /tmp ext4 ' /proc/self/mounts"))
          .startsWith("runs\n")
          .contains(" rw,nosuid,nodev,noatime ");
    }
  }

  @Test
  void whenTheDiskIsUsedUpMemoryServesAndThatIsTold() throws Exception {
    Optional<ByteSize> one = Optional.of(ByteSize.megabytes(700));
    try (Grounds grounds = new Grounds(directory, Grounds.LAUNCHER, one)) {
      try (Sandbox first = grounds.start(spec("/bin/sleep", "1000"))) {
        assertThat(grounds.shell(KIND)).isEqualTo(IN_MEMORY);
        assertThat(grounds.sandboxes.shortcomings())
            .anySatisfy(lack -> assertThat(lack.what()).contains("/tmp", "700 MB"));
        first.kill(KillReason.IDLE);
        assertThat(first.awaitEnd(PATIENCE)).isPresent();
      }
      assertThat(grounds.shell(KIND)).isEqualTo(ON_DISK);
    }
  }

  @Test
  void inMemoryItIsFullBeforeMemoryIs() throws Exception {
    String fill = "dd if=/dev/zero of=/tmp/big bs=1M count=1000 2>&1; stat -c %s /tmp/big";
    Optional<ByteSize> none = Optional.of(ByteSize.ZERO);
    try (Grounds grounds = new Grounds(directory, Grounds.LAUNCHER, none)) {
      Grounds.Run run = grounds.run(spec(SMALL, "/bin/sh", "-c", fill));
      assertThat(run.output()).contains("No space left on device", "" + 48 * 1024 * 1024);
    }
  }

  @Test
  void aStopLeavesNoDeviceAndNoFile() throws Exception {
    try (Grounds grounds = new Grounds(directory)) {
      assertThat(grounds.shell(KIND)).isEqualTo(ON_DISK);
      assertThat(devices(directory)).isNotEmpty();
    }
    assertThat(devices(directory)).isEmpty();
  }

  /** The files below a folder that loop devices have open. */
  static List<String> devices(Path folder) throws IOException {
    List<String> files = new ArrayList<>();
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
      for (Path device : devices) {
        String file = backing(device);
        if (file.startsWith(folder.toRealPath().toString())) {
          files.add(file);
        }
      }
    }
    return files;
  }

  private static String backing(Path device) throws IOException {
    try {
      return Files.readString(device.resolve("loop/backing_file")).strip();
    } catch (NoSuchFileException gone) {
      return "";
    }
  }
}
