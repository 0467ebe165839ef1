package dev.martlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.cli.remote.KeysFile;
import dev.martlet.cli.remote.KeysFile.Held;
import dev.martlet.wire.sign.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
  private static final Credentials FIRST = Credentials.of("AKIAFIRST", "first-secret");

  @TempDir Path data;

  private final Console console = new Console();

  @BeforeEach
  void aPlatformHasStarted() {
    console.variable("MARTLET_DATA", data.toString());
    file().write(new Held(FIRST, Optional.empty()));
  }

  private KeysFile file() {
    return new KeysFile(data.resolve("keys.json"));
  }

  private Held held() {
    return file().read().orElseThrow();
  }

  @Test
  void showingTellsTheIdAndNeverTheSecret() {
    assertThat(console.run("keys")).isZero();
    assertThat(console.out()).contains("AKIAFIRST").doesNotContain("first-secret");
  }

  @Test
  void rotatingMakesANewPairAndKeepsTheOldOneValid() {
    assertThat(console.run("keys", "--rotate")).isZero();
    assertThat(held().previous()).contains(FIRST);
    assertThat(held().current().accessKeyId()).matches("AKIA[A-Z2-7]{16}");
    assertThat(held().current().secretAccessKey()).hasSize(40);
  }

  @Test
  void onlyTheOwnerMayReadTheFile() throws IOException {
    console.run("keys", "--rotate");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("keys.json"))))
        .isEqualTo("rw-------");
    try (var files = Files.list(data)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aThirdPairIsRefusedUntilTheOldOneIsDropped() {
    console.run("keys", "--rotate");
    assertThat(console.run("keys", "--rotate")).isEqualTo(2);
    assertThat(console.err()).contains("--drop-old");
    Credentials second = held().current();
    assertThat(console.run("keys", "--drop-old")).isZero();
    assertThat(held()).isEqualTo(new Held(second, Optional.empty()));
  }

  @Test
  void droppingNothingSaysSo() {
    assertThat(console.run("keys", "--drop-old")).isZero();
    assertThat(console.err()).contains("nothing to do");
  }

  @Test
  void theTwoChangesExcludeEachOther() {
    assertThat(console.run("keys", "--rotate", "--drop-old")).isEqualTo(2);
  }

  @Test
  void aFileThatHoldsSomethingElseIsNamed() throws IOException {
    Files.writeString(data.resolve("keys.json"), "{}");
    assertThat(console.run("keys")).isEqualTo(2);
    assertThat(console.err()).contains("keys.json is not a file of keys");
  }
}
