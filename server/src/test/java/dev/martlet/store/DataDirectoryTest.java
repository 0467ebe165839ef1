package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
  @TempDir Path temporary;

  private DataDirectory open(Path path) throws IOException {
    DataDirectory.Opening opening = DataDirectory.open(path);
    assertThat(opening).isInstanceOf(DataDirectory.Opened.class);
    return ((DataDirectory.Opened) opening).directory();
  }

  private static void assertRefused(DataDirectory.Opening opening, String message) {
    assertThat(opening)
        .isInstanceOfSatisfying(
            DataDirectory.Refused.class,
            refused -> assertThat(refused.message()).contains(message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "blobs", "code", "logs", "run", "backup"})
  void directoriesAreTheirOwnersAlone(String name) throws IOException {
    try (DataDirectory directory = open(temporary.resolve("a/b"))) {
      assertThat(permissions(directory.root().resolve(name))).isEqualTo("rwx------");
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "blobs", "code"})
  void whatWasShownIsClosedByTheNextOpening(String name) throws IOException {
    Path shown = temporary.resolve("data").resolve(name);
    try (DataDirectory directory = open(temporary.resolve("data"))) {
      directory.showCode();
      assertThat(permissions(shown)).isEqualTo(name.equals("blobs") ? "rwx------" : "rwx--x--x");
    }
    open(temporary.resolve("data")).close();
    assertThat(permissions(shown)).isEqualTo("rwx------");
  }

  @Test
  void aSecondOpeningIsRefusedUntilTheFirstIsClosed() throws IOException {
    DataDirectory first = open(temporary.resolve("data"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), first.root());
    assertRefused(DataDirectory.open(first.root()), "in use by this process");
    assertRefused(DataDirectory.open(link), "in use by this process");
    first.close();
    open(first.root()).close();
  }

  @Test
  void aDirectoryWithOtherThingsInItIsRefused() throws IOException {
    Files.writeString(temporary.resolve("thesis.txt"), "precious");
    assertRefused(DataDirectory.open(temporary), "holds other things");
    assertThat(temporary).isDirectoryNotContaining("glob:**lock");
  }

  @Test
  void aDirectoryOfTheMachineIsRefusedAndStaysOpenThoughOurNamesAreInIt() throws IOException {
    for (String name : List.of("lib", "lock", "log", "logs", "run")) {
      Files.createDirectory(temporary.resolve(name)); // as in /var
    }
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertRefused(DataDirectory.open(temporary), "holds other things");
    assertThat(permissions(temporary)).isEqualTo("rwxr-xr-x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"martlet.db", "format", "keys.json"})
  void aFolderWhereAFileOfOursShouldBeIsNamed(String name) throws IOException {
    Path data = temporary.resolve("data");
    open(data).close();
    Files.createDirectory(data.resolve(name));
    assertRefused(DataDirectory.open(data), data.resolve(name) + " is no file: move it away");
    Files.delete(data.resolve(name));
    open(data).close();
  }

  @Test
  void aFileSystemOfItsOwnIsOurs() throws IOException {
    Files.createDirectory(temporary.resolve("lost+found"));
    open(temporary).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "martlet.db-journal", "format.new", "database"})
  void whatAFirstStartThatWasKilledLeftIsOurs(String name) throws IOException {
    Files.createDirectory(temporary.resolve("logs"));
    Files.writeString(temporary.resolve(name), "");
    open(temporary).close();
  }

  @Test
  void aPlaceWhereNoDirectoryCanBeIsRefusedWithTheReason() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertRefused(DataDirectory.open(file), "file is not a directory: name another");
    assertRefused(DataDirectory.open(Path.of("/proc/martlet")), "/proc/martlet cannot be");
  }

  @Test
  void aDirectoryThatHoldsOnlyKeysIsOurs() throws IOException {
    Files.writeString(temporary.resolve("keys.json"), "{}");
    open(temporary).close();
  }

  @Test
  void theFormatIsKept() throws IOException {
    try (DataDirectory directory = open(temporary.resolve("data"))) {
      assertThat(directory.format()).isEmpty();
      directory.format(7);
      assertThat(directory.format()).hasValue(7);
    }
  }
}
