package dev.martlet.sandbox;

import static dev.martlet.sandbox.Grounds.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxesIT {
  @TempDir Path directory;
  Grounds grounds;

  @BeforeEach
  void open() throws Exception {
    grounds = new Grounds(directory);
  }

  @AfterEach
  void close() {
    grounds.close();
  }

  @Test
  void aCommandRunsAndItsExitCodeIsTold() throws Exception {
    Grounds.Run run = grounds.run(spec("/bin/sh", "-c", "echo out; echo err >&2; exit 137"));
    assertThat(run).isEqualTo(new Grounds.Run(new Ending.Exited(137), "out\n", "err\n"));
  }
}
