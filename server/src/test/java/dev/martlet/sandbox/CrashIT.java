package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.SystemClock;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of sandboxes when the platform is killed without warning. */
@Timeout(120)
class CrashIT {
  @TempDir Path directory;

  /** The platform that is going to be killed: starts three sandboxes and names their processes. */
  static final class Victim {
    public static void main(String[] arguments) throws Exception {
      Grounds grounds = new Grounds(Path.of(arguments[0]));
      for (int i = 0; i < 3; i++) {
        Sandbox sandbox =
            grounds.start(Grounds.spec("/bin/sh", "-c", "trap '' HUP TERM; sleep 1000 & wait"));
        if (i > 0) {
          sandbox.freeze();
        }
      }
      for (Path group : SandboxesIT.Traces.controlGroups(Path.of(arguments[0]))) {
        for (String pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
          System.out.println(pid);
        }
      }
      System.out.println("ready");
      Thread.currentThread().join();
    }
  }

  @Test
  void afterAKillEverythingInsideDiesAndTheNextStartRemovesTheRest() throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> inside;
    try (BufferedReader output = victim.inputReader()) {
      inside =
          output
              .lines()
              .takeWhile(line -> !line.equals("ready"))
              .distinct()
              .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
              .toList();
      // Of each pid 1 and what it runs, which may have started nothing yet.
      assertThat(inside).hasSizeGreaterThanOrEqualTo(6);
    } finally {
      victim.destroyForcibly().waitFor();
    }
    CompletableFuture.allOf(
            inside.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .join();
    while (!ScratchIT.devices(directory).isEmpty()) {
      Thread.onSpinWait(); // the kernel unmounts what the last process saw after that is gone
    }
    List<Path> left = SandboxesIT.Traces.controlGroups(directory);
    assertThat(left).hasSizeGreaterThan(3);
    try (SystemClock clock = new SystemClock()) {
      SandboxSettings settings =
          new SandboxSettings(
              Grounds.LAUNCHER,
              directory.resolve("run"),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      switch (Confinement.open(settings, clock)) {
        case Isolation.Ready(Sandboxes sandboxes, var _, Isolation.Leftovers removed) -> {
          assertThat(removed.sandboxes()).isEqualTo(3);
          sandboxes.close();
        }
        case Isolation.Unsupported(String message) -> throw new AssertionError(message);
      }
    }
    assertThat(left).noneMatch(Files::exists);
    try (var files = Files.list(directory.resolve("run"))) {
      assertThat(files).extracting(path -> path.getFileName().toString()).containsExactly("root");
    }
  }
}
