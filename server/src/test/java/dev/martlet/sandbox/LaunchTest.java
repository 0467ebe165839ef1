package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LaunchTest {
  // Takes its order and ends with success, but never connects: as if the door had turned it away.
  private static final Path SILENT = Path.of("/bin/cat");
  // Says that it is there, never connects, and says so if it is asked to end.
  private static final String STUCK =
      """
      #!/bin/sh
      trap 'kill $!; echo >"$0-asked"; exit 1' TERM
      sleep 60 &
      echo >"$0-there"
      wait
      """;

  private static final Scratch SCRATCH = new Scratch.Memory(ByteSize.megabytes(1));
  private static final Scratches SCRATCHES = new Scratches.Given(_ -> SCRATCH, Optional.empty());

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock();
  private final UserIds users = new UserIds(1, 1);
  private Door door;

  @BeforeEach
  void open() throws IOException {
    door = new Door(directory.resolve("s"), clock);
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  @Test
  void aLauncherThatSucceedsWithoutConnectingIsGivenUpInTime() throws Exception {
    assertGivenUp(SILENT, new UserFooting(Kernel.here(), door.path()), () -> true);
  }

  @Test
  void atNoneALauncherThatIsGivenUpIsAskedToEndAndNotKilled() throws Exception {
    Path stuck = Files.writeString(directory.resolve("launcher"), STUCK);
    Files.setPosixFilePermissions(stuck, PosixFilePermissions.fromString("rwx------"));
    assertGivenUp(
        stuck,
        new NoneFooting(new NoCgroups(Shortcomings.LEVEL_NONE_AS_USER, false), SCRATCHES),
        () -> Files.exists(directory.resolve("launcher-there")));
    assertThat(directory.resolve("launcher-asked")).exists();
  }

  /** Time stands still until the launcher is ready. */
  private void assertGivenUp(Path launcher, Footing footing, BooleanSupplier ready)
      throws Exception {
    SandboxId id = new SandboxId("late");
    SandboxSpec spec =
        new SandboxSpec(
            id,
            List.of("/bin/true"),
            Map.of(),
            "/tmp",
            List.of(),
            SandboxLimits.ofMemory(ByteSize.megabytes(64)),
            Duration.ofSeconds(1));
    Holdings holdings =
        new Holdings(
            id,
            users.take().orElseThrow(),
            footing.cgroups().create(id, spec.limits()),
            SCRATCH,
            new Holdings.Lenders(users, SCRATCHES, clock));
    Launch.Site site = new Launch.Site(footing, launcher, directory, door, clock);
    FutureTask<Launch.Result> launch = new FutureTask<>(new Launch(site, spec, holdings)::run);
    Thread.ofPlatform().start(launch);
    while (!ready.getAsBoolean()) {
      Thread.onSpinWait();
    }
    while (!launch.isDone()) {
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launch.get())
        .isInstanceOfSatisfying(
            Launch.Result.Failed.class,
            failed -> assertThat(failed.refused().reason()).isEqualTo(StartResult.Reason.TIMEOUT));
    assertThat(users.awaitAllFree(Duration.ZERO)).isTrue();
  }
}
