package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {
  @TempDir Path data;
  private Path path;
  private SqliteFile file;

  @BeforeEach
  void look() throws IOException {
    path = Files.writeString(data.resolve("martlet.db"), "pages");
    file = new SqliteFile(path);
  }

  private void assertLost() {
    assertThat(file.trouble())
        .hasValueSatisfying(
            trouble -> {
              assertThat(trouble.what()).contains("martlet.db was removed, replaced");
              assertThat(trouble.remedy()).contains("restore a backup");
            });
  }

  @Test
  void aDatabaseThatGrowsIsWell() throws IOException {
    Files.writeString(path, "more pages", StandardOpenOption.WRITE);
    assertThat(file.trouble()).isEmpty();
  }

  @Test
  void aDatabaseThatWasCutOffIsToldForGood() throws IOException {
    Files.writeString(path, "", StandardOpenOption.TRUNCATE_EXISTING);
    assertLost();
    Files.writeString(path, "many new pages");
    assertLost();
  }

  @Test
  void aDatabaseThatWasReplacedIsTold() throws IOException {
    Path other = Files.writeString(data.resolve("other"), "pages");
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
    assertLost();
  }

  @Test
  void aDatabaseThatWasRemovedIsTold() throws IOException {
    Files.delete(path);
    assertLost();
  }
}
