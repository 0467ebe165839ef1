package dev.martlet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import dev.martlet.model.Runtimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private Optional<Finding> database = Optional.empty();
  private List<String> damaged = List.of();
  private Path python;
  private Health health;

  @BeforeEach
  void start() throws IOException {
    python = Files.createFile(data.resolve("python3.11"));
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(data.resolve("run"));
    health =
        new Health(
            data,
            () -> database,
            () -> damaged,
            new OneInterpreter(python),
            () -> 0,
            List::of,
            Optional.empty(),
            List.of(Finding.ANYBODY_IS_ADMITTED),
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
  void whatIsWrongWithTheDatabaseIsTold() {
    database = Optional.of(Finding.trouble("It is gone.", "Restore it."));
    assertThat(troubles()).containsExactly("It is gone.");
  }

  @Test
  void whatWasChosenStandsBeforeOtherAdviceAndBelowTroubles() {
    database = Optional.of(Finding.trouble("It is gone.", "Restore it."));
    clock.putBack(Duration.ofHours(1));
    assertThat(health.findings())
        .startsWith(database.orElseThrow(), Finding.ANYBODY_IS_ADMITTED)
        .hasSizeGreaterThan(2);
  }

  @Test
  void whoseCodeIsDamagedIsTold() {
    damaged = List.of("square");
    assertThat(troubles()).singleElement().asString().contains("code of square is damaged");
  }

  @Test
  void aDataDirectoryThatCannotBeWrittenIsTold() throws IOException {
    Files.delete(data.resolve("run"));
    assertThat(troubles()).singleElement().asString().contains(data + " cannot be written");
  }
}
