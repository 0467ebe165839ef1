package dev.martlet.sandbox;

import static dev.martlet.sandbox.Grounds.PATIENCE;
import static dev.martlet.sandbox.Grounds.spec;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a launcher does at level none, for a platform that is root and for another. */
@Timeout(120)
@ParameterizedClass(name = "root: {0}")
@ValueSource(booleans = {true, false})
class LevelNoneIT {
  private static final ByteSize LIMIT = ByteSize.megabytes(64);

  @Parameter boolean root;
  @TempDir Path directory;
  private Grounds grounds;

  @BeforeEach
  void open() throws Exception {
    grounds =
        root ? Grounds.at(Isolation.Level.NONE, directory) : Grounds.noneOfOrdinaryUser(directory);
  }

  @AfterEach
  void close() throws IOException {
    grounds.close();
    assertThat(temporary()).doesNotExist();
  }

  private Path temporary() throws IOException {
    return Instance.in(directory.resolve("run"), directory).temporary();
  }

  @ParameterizedTest
  @CsvSource({"0", "70", "71", "255"})
  void anExitCodeIsToldAsItIs(int code) throws Exception {
    assertThat(grounds.run(spec("/bin/sh", "-c", "exit " + code)).ending())
        .isEqualTo(new Ending.Exited(code));
  }

  @ParameterizedTest
  @CsvSource({"9", "11", "15"})
  void aSignalIsToldApartFromAnExitCode(int signal) throws Exception {
    assertThat(grounds.run(spec("/bin/sh", "-c", "kill -" + signal + " $$")).ending())
        .isEqualTo(new Ending.Signalled(signal));
  }

  @ParameterizedTest
  @CsvSource({
    "/no/such/program, exec /no/such/program: No such file or directory",
    "/etc/passwd, exec /etc/passwd: Permission denied"
  })
  void aCommandThatCannotBeExecutedIsRefusedWithTheReason(String command, String message) {
    assertThat(grounds.sandboxes.start(spec(command)))
        .isEqualTo(new StartResult.Refused(StartResult.Reason.COMMAND, message));
  }

  @Test
  void aKillEndsEverythingAndTheReasonCounts() throws Exception {
    try (Sandbox sandbox = grounds.start(spec("/bin/sh", "-c", "sleep 1000 & wait"))) {
      sandbox.kill(KillReason.TIMED_OUT);
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Killed(KillReason.TIMED_OUT));
    }
  }

  @Test
  void whoHoldsMoreThanItsMemoryIsEndedForThatAndThePeakIsTheLimit() throws Exception {
    String children = "import os; [os.fork() for _ in range(2)]; x = b'x' * (2 << 30)";
    try (Sandbox sandbox = grounds.start(spec(LIMIT, "/usr/bin/python3", "-c", children))) {
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.OutOfMemory());
      assertThat(sandbox.peakMemory()).isEqualTo(LIMIT);
    }
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
    SandboxSpec plain = spec("/bin/bash", "-c", "exec 5<>/dev/tcp/${API/://}; cat <&5");
    SandboxSpec spec =
        new SandboxSpec(
            plain.id(),
            plain.command(),
            Map.of("API", "127.0.0.1:9001"),
            plain.directory(),
            plain.binds(),
            plain.limits(),
            OptionalInt.of(9001),
            plain.startTimeout());
    Sandbox sandbox = grounds.start(spec);
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
        "setsid sleep 1000 & exit 3",
        "(setsid sh -c 'setsid sleep 1000 & sleep 1000' &) & exit 3",
        "setsid sh -c 'f() { (f) & }; f' & sleep 0.1; exit 3",
        "for i in 1 2 3 4 5 6 7 8; do setsid sh -c 'for j in $(seq 200); do (sleep 1000 &); done' & done;"
            + " sleep 0.1; exit 3"
      })
  void whatItLeavesBehindDiesWithIt(String script) throws Exception {
    Set<ProcessHandle> before = ProcessHandle.current().descendants().collect(toSet());
    Set<Long> strangers = sleepers();
    assertThat(grounds.run(spec("/bin/sh", "-c", script)).ending()).isEqualTo(new Ending.Exited(3));
    assertThat(sleepers()).isSubsetOf(strangers);
    assertThat(ProcessHandle.current().descendants()).isSubsetOf(before);
  }

  @Test
  void whatItLeavesBehindDiesThoughTheLauncherWasKilled() throws Exception {
    Set<Long> strangers = sleepers();
    Set<ProcessHandle> before = ProcessHandle.current().children().collect(toSet());
    String family = "setsid sleep 1000 & setsid sleep 1000 & echo ready; wait";
    try (Sandbox sandbox = grounds.start(spec("/bin/sh", "-c", family))) {
      assertThat(sandbox.output().read(ByteBuffer.allocate(16))).isPositive();
      ProcessHandle.current()
          .children()
          .filter(child -> !before.contains(child))
          .forEach(ProcessHandle::destroyForcibly);
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Lost());
    }
    assertThat(sleepers()).isSubsetOf(strangers);
  }

  @Test
  void whoForksFasterThanAnybodyReadsDiesAtOneStroke() throws Exception {
    assumeTrue(root);
    String storm =
        """
        import os
        print(os.getuid(), flush=True)
        [os.fork() for _ in range(4)]
        while True:
            if os.fork():
                os._exit(0)
            os.setsid()
        """;
    try (Sandbox sandbox = grounds.start(spec("/usr/bin/python3", "-c", storm))) {
      ByteBuffer user = ByteBuffer.allocate(16);
      assertThat(sandbox.output().read(user)).isPositive();
      sandbox.kill(KillReason.TIMED_OUT);
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Killed(KillReason.TIMED_OUT));
      assertThat(processesOf(StandardCharsets.UTF_8.decode(user.flip()).toString().strip()))
          .isEmpty();
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

  // Wherever they are: orphans are not our descendants any more.
  private static Set<Long> sleepers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").endsWith("sleep 1000"))
        .map(ProcessHandle::pid)
        .collect(toSet());
  }
}
