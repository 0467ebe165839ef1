package dev.martlet.sandbox;

import static dev.martlet.sandbox.Grounds.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.ManualClock;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a sandbox whose launcher is late to end it. */
@Timeout(60)
class RunningSandboxTest {
  private static final SandboxId ID = new SandboxId("late");
  private static final Scratch SCRATCH = new Scratch.Memory(ByteSize.megabytes(1));
  private static final Duration LATE = Duration.ofSeconds(1);
  private static final Ending KILLED = new Ending.Killed(KillReason.TIMED_OUT);

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock();
  private final UserIds users = new UserIds(1, 1);
  private final ScriptedLauncher launcher = new ScriptedLauncher();
  private SocketChannel words;
  private SocketChannel status;

  @BeforeEach
  void open() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      words = SocketChannel.open(door.bind(address).getLocalAddress());
      status = door.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    words.close();
    status.close();
  }

  @Test
  void atNoneALateLauncherIsAskedToEndAndItsUserGivenToNobodyUntilItHas() throws Exception {
    Sandbox sandbox = killedLongAgo(new NoCgroups(Shortcomings.LEVEL_NONE_AS_USER, false));
    assertThat(launcher.told).containsExactly("end");
    assertThat(sandbox.awaitEnd(Duration.ZERO)).isEmpty();
    assertThat(users.take()).isEmpty();

    launcher.end();
    while (sandbox.awaitEnd(Duration.ZERO).isEmpty()) {
      clock.advance(LATE);
    }
    assertThat(sandbox.awaitEnd(Duration.ZERO)).contains(KILLED);
    assertThat(launcher.told).containsExactly("end");
    assertThat(users.take()).isPresent();
  }

  @Test
  void behindAWallALateLauncherIsKilled() throws Exception {
    Sandbox sandbox = killedLongAgo(new NoCgroups(Shortcomings.LEVEL_USER, true));
    assertThat(launcher.told).containsExactly("die");

    words.close(); // as the kernel does for the dead
    assertThat(sandbox.awaitEnd(PATIENCE)).contains(KILLED);
    assertThat(users.take()).isPresent();
  }

  private Sandbox killedLongAgo(Cgroups cgroups) throws IOException {
    Holdings.Lenders lenders =
        new Holdings.Lenders(users, new Scratches.Given(_ -> SCRATCH, Optional.empty()), clock);
    Cgroup group = cgroups.create(ID, SandboxLimits.ofMemory(ByteSize.megabytes(64)));
    RunningSandbox sandbox =
        new RunningSandbox(
            ID,
            launcher,
            new Connections(status, status, status, status),
            Optional.empty(),
            new Holdings(ID, users.take().orElseThrow(), group, SCRATCH, lenders),
            clock);
    Thread.ofVirtual().start(sandbox::watch);
    sandbox.kill(KillReason.TIMED_OUT);
    clock.advance(LATE);
    return sandbox;
  }
}
