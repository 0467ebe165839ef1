package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.SystemClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LaunchTest {
  // Takes its order and ends with success, but never connects: as if the door had turned it away.
  private static final Path SILENT = Path.of("/bin/cat");

  @TempDir Path directory;

  @Test
  void aLauncherThatSucceedsWithoutConnectingIsGivenUpInTime() throws Exception {
    SandboxId id = new SandboxId("silent");
    SandboxSpec spec =
        new SandboxSpec(
            id,
            List.of("/bin/true"),
            Map.of(),
            "/tmp",
            List.of(),
            SandboxLimits.ofMemory(ByteSize.megabytes(64)),
            Duration.ofSeconds(1));
    Scratch scratch = new Scratch.Memory(ByteSize.megabytes(1));
    UserIds users = new UserIds(1, 1);
    try (SystemClock clock = new SystemClock();
        Door door = new Door(directory.resolve("s"), clock)) {
      Footing footing = new UserFooting(Kernel.here(), door.path());
      Holdings holdings =
          new Holdings(
              id,
              users.take().orElseThrow(),
              footing.cgroups().create(id, spec.limits()),
              scratch,
              new Holdings.Lenders(
                  users, new Scratches.Given(_ -> scratch, Optional.empty()), clock));
      Launch.Site site = new Launch.Site(footing, SILENT, directory, door, clock);
      assertThat(new Launch(site, spec, holdings).run())
          .isInstanceOfSatisfying(
              Launch.Result.Failed.class,
              failed ->
                  assertThat(failed.refused().reason()).isEqualTo(StartResult.Reason.TIMEOUT));
    }
    assertThat(users.awaitAllFree(Duration.ZERO)).isTrue();
  }
}
