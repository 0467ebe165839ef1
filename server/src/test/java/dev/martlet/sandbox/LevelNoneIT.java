package dev.martlet.sandbox;

import static dev.martlet.sandbox.Grounds.PATIENCE;
import static dev.martlet.sandbox.Grounds.spec;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a launcher does at level none, for a platform that is root and for another. */
@ParameterizedClass(name = "root: {0}")
@ValueSource(booleans = {true, false})
class LevelNoneIT extends SandboxContract {
  @Parameter boolean root;

  @Override
  Grounds ground() throws IOException {
    return root
        ? Grounds.at(Isolation.Level.NONE, directory)
        : Grounds.noneOfOrdinaryUser(directory);
  }

  @AfterEach
  @Override
  void close() throws IOException {
    super.close();
    assertThat(temporary()).doesNotExist();
  }

  private Path temporary() throws IOException {
    return Instance.in(directory.resolve("run"), directory).temporary();
  }

  @Test
  void aUserOfItsOwnTakesRootAndWhateverItIsHasNoRights() throws Exception {
    String look = "id -u; id -G; grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status";
    String one = grounds.shell(look);
    String other = grounds.shell(look);
    assertThat(one).contains("CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2");
    if (root) {
      assertThat(one).isNotEqualTo(other).startsWith("19").doesNotContain("\n0\n");
    } else {
      assertThat(one).isEqualTo(other);
    }
  }

  @Test
  void itsCodeAndItsTemporaryFilesAreWhereItIsTold() throws Exception {
    Path code = Files.createDirectory(directory.resolve("code"));
    Files.writeString(code.resolve("plain"), "plain");
    SandboxSpec plain =
        spec(
            LIMIT,
            List.of(new Bind(code, Bind.CODE)),
            "/bin/sh",
            "-c",
            "pwd; cat \"$ROOT/plain\"; mktemp -d; chmod 0 $TMPDIR/*; echo $TMPDIR");
    SandboxSpec spec =
        new SandboxSpec(
            plain.id(),
            plain.command(),
            Map.of("ROOT", Bind.CODE),
            Bind.CODE,
            plain.binds(),
            plain.limits(),
            PATIENCE);
    Grounds.Run run = grounds.run(spec);
    assertThat(run.output()).startsWith(code + "\nplain" + temporary());
    assertThat(temporary()).isEmptyDirectory();
  }

  @Test
  void whoAsksForAPortFindsUsAtTheAddressThatItIsTold() throws Exception {
    SandboxSpec spec =
        spec("/bin/bash", "-c", "exec 5<>/dev/tcp/${0/://}; cat <&5", "127.0.0.1:9001");
    Sandbox sandbox = grounds.start(Grounds.withPort(9001, spec));
    FutureTask<String> output = Grounds.drain(sandbox.output());
    try (sandbox;
        ServerSocketChannel listener = sandbox.listener().orElseThrow()) {
      try (SocketChannel visitor = listener.accept()) {
        visitor.write(StandardCharsets.UTF_8.encode("welcome"));
      }
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Exited(0));
      assertThat(output.get()).isEqualTo("welcome");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setsid sh -c 'f() { (f) & }; f' & sleep 0.1; exit 3",
        "for i in 1 2 3 4 5 6 7 8; do setsid sh -c 'for j in $(seq 200); do (SLEEPER &); done' & done;"
            + " sleep 0.1; exit 3"
      })
  void whatForksOnAndOnDiesWithItsCommand(String script) throws Exception {
    Set<ProcessHandle> before = ProcessHandle.current().descendants().collect(toSet());
    SandboxSpec spec = spec("/bin/sh", "-c", script.replace("SLEEPER", SLEEPER));
    assertThat(grounds.run(spec).ending()).isEqualTo(new Ending.Exited(3));
    assertThat(sleepers()).isEmpty();
    assertThat(ProcessHandle.current().descendants()).isSubsetOf(before);
  }

  @Test
  void whatItLeavesBehindDiesThoughTheLauncherWasKilled() throws Exception {
    Set<ProcessHandle> before = ProcessHandle.current().children().collect(toSet());
    String family = "setsid SLEEPER & setsid SLEEPER & echo ready; wait";
    try (Sandbox sandbox =
        grounds.start(spec("/bin/sh", "-c", family.replace("SLEEPER", SLEEPER)))) {
      awaitOutput(sandbox, "ready\n");
      ProcessHandle.current()
          .children()
          .filter(child -> !before.contains(child))
          .forEach(ProcessHandle::destroyForcibly);
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Lost());
    }
    assertThat(sleepers()).isEmpty();
  }

  @Test
  void whoForksFasterThanAnybodyReadsDiesAtOneStroke() throws Exception {
    assumeTrue(root);
    String storm =
        """
        import os, signal
        print('%10d' % os.getuid(), flush=True)
        if os.fork():
            signal.pause()
        [os.fork() for _ in range(4)]
        while True:
            if os.fork():
                os._exit(0)
            os.setsid()
        """;
    try (Sandbox sandbox = grounds.start(spec(python(storm)))) {
      String user = Grounds.read(sandbox.output(), 10).strip();
      sandbox.kill(KillReason.TIMED_OUT);
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Killed(KillReason.TIMED_OUT));
      assertThat(processesOf(user)).isEmpty();
    }
  }

  @Test
  void whoHasASandboxsUserAlreadyEndsBeforeItStarts() throws Exception {
    assumeTrue(root);
    String user = grounds.shell("id -u");
    grounds.close();
    Process former =
        new ProcessBuilder("setpriv", "--reuid", user, "--clear-groups", "sleep", "1000").start();
    open();
    assertThat(grounds.shell("id -u")).isEqualTo(user);
    assertThat(former.waitFor()).isEqualTo(128 + 9);
  }

  private static List<Long> processesOf(String user) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(process -> user.equals(userOf(process)))
        .toList();
  }

  private static String userOf(long process) {
    try {
      return Files.getAttribute(Path.of("/proc/" + process), "unix:uid").toString();
    } catch (IOException ended) {
      return "nobody any more";
    }
  }
}
