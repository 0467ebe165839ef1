package dev.martlet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import dev.martlet.model.Runtimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
  @TempDir Path data;

  private final ManualClock clock = new ManualClock();
  private Path python;
  private Health health;

  @BeforeEach
  void start() throws IOException {
    python = Files.createFile(data.resolve("python3.11"));
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    start(data);
  }

  private void start(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("run"));
    Files.writeString(directory.resolve("martlet.db"), "pages");
    health =
        new Health(
            directory,
            Optional::empty,
            new OneInterpreter(python),
            () -> 0,
            List::of,
            Optional.empty(),
            clock);
  }

  private record OneInterpreter(Path python) implements Runtimes {
    @Override
    public List<Installed> installed() {
      return List.of(
          new Installed("python3.11", Language.PYTHON, "3.11.7", python, Optional.empty()));
    }

    @Override
    public Lookup find(String identifier) {
      return new Missing(identifier);
    }
  }

  private List<String> troubles() {
    return health.findings().stream().filter(Finding::degrades).map(Finding::what).toList();
  }

  @Test
  void aPlatformIsWellUntilSomethingIsMissing() throws IOException {
    assertThat(troubles()).isEmpty();
    Files.delete(python);
    assertThat(troubles()).as("looked a moment ago").isEmpty();
    clock.advance(Duration.ofSeconds(5));
    assertThat(troubles()).singleElement().asString().contains(python + " is gone");
  }

  @Test
  void aDatabaseThatGrowsIsWell() throws IOException {
    Files.writeString(data.resolve("martlet.db"), "more pages", StandardOpenOption.WRITE);
    assertThat(troubles()).isEmpty();
  }

  @Test
  void aDatabaseThatWasCutOffIsToldForGood() throws IOException {
    Files.writeString(data.resolve("martlet.db"), "", StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(troubles()).singleElement().asString().contains("martlet.db was removed, replaced");
    Files.writeString(data.resolve("martlet.db"), "many new pages");
    clock.advance(Duration.ofSeconds(5));
    assertThat(troubles()).hasSize(1);
  }

  @Test
  void aDatabaseThatWasReplacedOrRemovedIsTold() throws IOException {
    Path other = Files.writeString(data.resolve("other"), "pages");
    Files.move(other, data.resolve("martlet.db"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(troubles()).singleElement().asString().contains("martlet.db was removed, replaced");
    start(data.resolve("again"));
    Files.delete(data.resolve("again/martlet.db"));
    assertThat(troubles()).singleElement().asString().contains("martlet.db was removed, replaced");
  }

  @Test
  void aPlatformWithAnotherDatabaseHasNoneToLose() throws IOException {
    Files.delete(data.resolve("martlet.db"));
    health =
        new Health(
            data,
            Optional::empty,
            new OneInterpreter(python),
            () -> 0,
            List::of,
            Optional.empty(),
            clock);
    assertThat(troubles()).isEmpty();
  }

  @Test
  void aDataDirectoryThatCannotBeWrittenIsTold() throws IOException {
    Files.delete(data.resolve("run"));
    assertThat(troubles()).singleElement().asString().contains(data + " cannot be written");
  }
}
