package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** At level none, run by root. */
class LevelNoneAsRootIT extends LevelContract {
  private static final int FIRST_USER = 1_900_000_000;

  LevelNoneAsRootIT() {
    super(0, "--isolation", "none");
  }

  @Override
  boolean belongsTo(int user, int process) {
    return process >= FIRST_USER;
  }

  @Test
  void startAndHealthSayThatThereIsNoWallAndWhatThatMeans() {
    assertThat(output()).contains("!!! isolation is none: functions run without a wall");
    assertThat(health()).contains("the code of other functions", "\"isolation\": \"none\"");
  }

  @Test
  void nothingButCodeOfTheDataDirectoryIsOpenToOthers() throws Exception {
    List<Path> open;
    try (Stream<Path> entries = Files.list(data())) {
      open = entries.filter(LevelNoneAsRootIT::isOpen).toList();
    }
    assertThat(open).containsExactly(data().resolve("code"));
    try (Stream<Path> entries = Files.list(data().resolve("code"))) {
      assertThat(entries.filter(LevelNoneAsRootIT::isOpen))
          .allMatch(tree -> tree.getFileName().toString().matches("[0-9a-f]{64}|boot"));
    }
  }

  private static boolean isOpen(Path path) {
    try {
      return Files.getPosixFilePermissions(path).stream()
          .anyMatch(
              permission ->
                  permission == PosixFilePermission.OTHERS_READ
                      || permission == PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
