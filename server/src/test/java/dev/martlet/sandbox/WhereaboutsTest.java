package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhereaboutsTest {
  private static final Scratch SCRATCH = new Scratch.Folder(Path.of("/real/tmp/7"));

  @ParameterizedTest
  @CsvSource({
    "/var/task, /real/$code",
    "/var/task/lib/a.py, /real/$code/lib/a.py",
    "/lib:/var/task:/var/task/lib:/opt/lib, /lib:/real/$code:/real/$code/lib:/opt/lib",
    "-Djava.io.tmpdir=/tmp, -Djava.io.tmpdir=/real/tmp/7",
    "/var/runtime/bootstrap.py, /real/python/bootstrap.py",
    "/var/tasks, /var/tasks",
    "/my/var/task, /my/var/task",
    "/tmpfile, /tmpfile",
    "s3://bucket/tmp/x, s3://bucket/tmp/x",
    "127.0.0.1:9001, 127.0.0.1:9001",
    "an ordinary word, an ordinary word"
  })
  void placesAreReplacedWhereTheyBeginAndNowhereElse(String word, String found) {
    SandboxSpec spec = spec(Map.of("WORD", word), OptionalInt.empty());
    SandboxSpec real = Whereabouts.of(spec, SCRATCH, Optional.empty()).in(spec);
    assertThat(real.environment()).containsEntry("WORD", found);
    assertThat(real.command()).containsExactly("/real/$code/bootstrap", "--in=/real/tmp/7");
    assertThat(real.directory()).isEqualTo("/real/$code");
  }

  @Test
  void theFolderForTemporaryFilesIsNamedUnlessTheFunctionNamesAnother() {
    SandboxSpec silent = spec(Map.of(), OptionalInt.empty());
    assertThat(Whereabouts.of(silent, SCRATCH, Optional.empty()).in(silent).environment())
        .containsExactly(Map.entry("TMPDIR", "/real/tmp/7"));
    SandboxSpec own = spec(Map.of("TMPDIR", "/tmp/own"), OptionalInt.empty());
    assertThat(Whereabouts.of(own, SCRATCH, Optional.empty()).in(own).environment())
        .containsExactly(Map.entry("TMPDIR", "/real/tmp/7/own"));
  }

  @Test
  void thePortIsTheOneOnWhichWeListen() throws Exception {
    SandboxSpec spec = spec(Map.of("API", "127.0.0.1:9001"), OptionalInt.of(9001));
    HostListener port = HostListener.open();
    try (var listener = port.channel()) {
      String real = "127.0.0.1:" + listener.socket().getLocalPort();
      assertThat(Whereabouts.of(spec, SCRATCH, Optional.of(port)).in(spec).environment())
          .containsEntry("API", real);
    }
  }

  private static SandboxSpec spec(Map<String, String> environment, OptionalInt port) {
    return new SandboxSpec(
        new SandboxId("any"),
        List.of("/var/task/bootstrap", "--in=/tmp"),
        environment,
        "/var/task",
        List.of(
            new Bind(Path.of("/real/$code"), Bind.CODE),
            new Bind(Path.of("/real/python"), Bind.RUNTIME)),
        SandboxLimits.ofMemory(ByteSize.megabytes(64)),
        port,
        Duration.ofSeconds(1));
  }
}
