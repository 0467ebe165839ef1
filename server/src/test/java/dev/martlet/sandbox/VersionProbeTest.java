package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionProbeTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "Python 3.11.7, 3.11.7",
    "v20.20.2, 20.20.2",
    "Python 3.14.0rc1, 3.14.0rc1",
  })
  void theAnswerIsUnderstood(String answer, String version) throws IOException {
    assertThat(probe().version(interpreter("echo " + answer))).hasValue(version);
  }

  @ParameterizedTest
  @CsvSource({"echo hello", "exit 1", "echo Python 3", "echo Python 3.11.7 and more"})
  void whatDoesNotAnswerAsAnInterpreterIsNone(String script) throws IOException {
    assertThat(probe().version(interpreter(script))).isEmpty();
  }

  @Test
  void whatDoesNotRunIsNone() throws IOException {
    Path broken = Files.write(directory.resolve("python3"), new byte[] {0x7f, 'E', 'L', 'F'});
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(probe().version(broken)).isEmpty();
    assertThat(probe().version(directory.resolve("nowhere"))).isEmpty();
  }

  @Test
  void aKnownInterpreterIsNotAskedAgain() throws IOException {
    Path asked = directory.resolve("asked");
    Path interpreter = interpreter("echo x >>" + asked + "; echo v18.1.2");
    VersionProbe first = probe();
    assertThat(first.version(interpreter)).hasValue("18.1.2");
    first.remember();
    assertThat(probe().version(interpreter)).hasValue("18.1.2");
    assertThat(asked).hasContent("x");
  }

  @Test
  void nobodyIsAskedBeforeSandboxesCanBeMade() throws Exception {
    Path interpreter = interpreter("echo x >>" + directory.resolve("asked") + "; echo v18.1.2");
    CountDownLatch confined = new CountDownLatch(1);
    VersionProbe early = VersionProbe.recall(directory.resolve("memory"), confined);
    Thread asking = Thread.ofVirtual().start(() -> early.version(interpreter));
    while (asking.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(directory.resolve("asked")).doesNotExist();
    confined.countDown();
    asking.join();
    assertThat(directory.resolve("asked")).hasContent("x");
    early.remember();

    VersionProbe next = VersionProbe.recall(directory.resolve("memory"), new CountDownLatch(1));
    assertThat(next.version(interpreter)).as("known").hasValue("18.1.2");
  }

  @Test
  void aReplacedInterpreterIsAskedAgain() throws IOException {
    VersionProbe first = probe();
    assertThat(first.version(interpreter("echo v18.1.2"))).hasValue("18.1.2");
    first.remember();
    assertThat(probe().version(interpreter("echo v18.20.3"))).hasValue("18.20.3");
  }

  private VersionProbe probe() {
    return VersionProbe.recall(directory.resolve("memory"), new CountDownLatch(0));
  }

  private Path interpreter(String script) throws IOException {
    Path file = directory.resolve("python3");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
