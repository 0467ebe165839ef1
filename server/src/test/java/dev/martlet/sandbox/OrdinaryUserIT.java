package dev.martlet.sandbox;

import static dev.martlet.sandbox.Grounds.PATIENCE;
import static dev.martlet.sandbox.Grounds.spec;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a launcher does for a platform that is not root. */
@EnabledIf(
    value = "dev.martlet.sandbox.OrdinaryUser#mayBuildWalls",
    disabledReason = OrdinaryUser.NO_WALLS)
class OrdinaryUserIT extends SandboxContract {
  @Override
  Grounds ground() throws IOException {
    return Grounds.at(Isolation.Level.USER, directory);
  }

  @Test
  void whatChildrenShareCountsOnce() throws Exception {
    String family =
        """
        import os
        held = b'x' * (40 << 20)
        children = [os.fork() or os.read(3, 1) and os._exit(0) for _ in range(4)]
        print('born', flush=True)
        os.read(3, 1)
        """;
    try (Sandbox sandbox = grounds.start(spec(LIMIT, python(family)))) {
      awaitOutput(sandbox, "born\n");
      for (int looks = 0; looks < 10; ) {
        // Told for each of them, up to the limit; a busy launcher tells later.
        looks += sandbox.peakMemory().equals(LIMIT) ? 1 : 0;
      }
      sandbox.kill(KillReason.IDLE);
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Killed(KillReason.IDLE));
    }
  }

  @Test
  void thePeakIsToldAsItIsNow() throws Exception {
    String grow = "import os; x = b'x' * (30 << 20); os.write(4, b'.'); os.read(3, 1)";
    try (Sandbox sandbox = grounds.start(spec(LIMIT, python(grow)))) {
      assertThat(sandbox.answers().read(ByteBuffer.allocate(1))).isEqualTo(1);
      while (sandbox.peakMemory().compareTo(ByteSize.megabytes(30)) < 0) {
        assertThat(sandbox.awaitEnd(Duration.ofMillis(1))).isEmpty(); // a busy launcher tells later
      }
      assertThat(sandbox.peakMemory()).isLessThan(LIMIT);
      assertThat(sandbox.cpu()).isZero();
    }
  }

  @Test
  void whoAsksForAPortFindsUsThereThroughTheLauncher() throws Exception {
    SandboxSpec spec =
        spec("/bin/bash", "-c", "exec 5<>/dev/tcp/127.0.0.1/9001; echo hello >&5; cat <&5");
    Sandbox sandbox = grounds.start(Grounds.withPort(9001, spec));
    FutureTask<String> output = Grounds.drain(sandbox.output());
    try (sandbox;
        ServerSocketChannel listener = sandbox.listener().orElseThrow()) {
      try (SocketChannel visitor = listener.accept()) {
        assertThat(Grounds.read(visitor, "hello\n".length())).isEqualTo("hello\n");
        visitor.write(StandardCharsets.UTF_8.encode("x".repeat(100_000)));
      }
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Exited(0));
      assertThat(output.get()).hasSize(100_000);
    }
  }

  @Test
  void nothingIsLeftOnTheMachine() throws Exception {
    Set<ProcessHandle> before = ProcessHandle.current().descendants().collect(toSet());
    grounds.run(spec("/bin/sh", "-c", "setsid sleep 1000 & exit 3"));
    grounds.sandboxes.start(spec("/no/such/program"));
    grounds.close();
    assertThat(ProcessHandle.current().descendants()).isSubsetOf(before);
    try (var files = Files.list(directory.resolve("run"))) {
      assertThat(files).extracting(path -> path.getFileName().toString()).containsExactly("root");
    }
  }

  @Test
  void whatATmpHoldsIsPartOfTheMemory() throws Exception {
    List<String> writes =
        List.of("/bin/sh", "-c", "head -c 40m /dev/zero >/tmp/a; x=x; while :; do x=$x$x; done");
    try (Sandbox sandbox = grounds.start(spec(LIMIT, writes.toArray(String[]::new)))) {
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.OutOfMemory());
    }
  }
}
