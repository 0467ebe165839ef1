package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Artifacts;
import dev.martlet.runtime.RuntimeCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntrypointTest {
  private static final RuntimeCommand COMMAND =
      new RuntimeCommand(
          Optional.empty(), List.of("/var/task/bootstrap"), Map.of(), OptionalInt.empty());

  @TempDir Path code;

  private boolean isMissing() {
    return Entrypoint.missing(
            COMMAND,
            new Artifacts.Lease() {
              @Override
              public Path directory() {
                return code;
              }

              @Override
              public void close() {}
            })
        .isPresent();
  }

  @Test
  void aProgramIsAFile() throws IOException {
    assertThat(isMissing()).isTrue();
    Files.createDirectory(code.resolve("bootstrap"));
    assertThat(isMissing()).isTrue();
    Files.delete(code.resolve("bootstrap"));
    Files.createFile(code.resolve("bootstrap"));
    assertThat(isMissing()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/var/task/bin/app", "/etc/passwd", "/etc", "/no/such"})
  void whereALinkLeadsIsFoundOutInside(String target) throws IOException {
    Files.createSymbolicLink(code.resolve("bootstrap"), Path.of(target));
    assertThat(isMissing()).isFalse();
  }
}
