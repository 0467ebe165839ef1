package dev.martlet.sandbox;

import static dev.martlet.sandbox.Grounds.PATIENCE;
import static dev.martlet.sandbox.Grounds.spec;
import static dev.martlet.sandbox.Grounds.withPort;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sandboxes as their users see them behind the whole wall; needs root. */
class SandboxesIT extends SandboxContract {
  @Override
  Grounds ground() throws IOException {
    return new Grounds(directory);
  }

  @Test
  void aCommandRunsAndWhatItWritesArrives() throws Exception {
    Grounds.Run run = grounds.run(spec("/bin/sh", "-c", "echo out; echo err >&2"));
    assertThat(run).isEqualTo(new Grounds.Run(new Ending.Exited(0), "out\nerr\n"));
  }

  @Test
  void aCommandDoesNotDisplaceWhoeverWakesIt() throws Exception {
    String policy = "cut -d' ' -f41 /proc/self/stat";
    String batch = "3\n";
    assertThat(grounds.run(spec("/bin/sh", "-c", policy)).output()).isEqualTo(batch);
  }

  @Test
  void waitingForAnEndIsBounded() throws Exception {
    try (Sandbox sandbox = grounds.start(spec("/bin/sleep", "1000"))) {
      assertThat(sandbox.awaitEnd(Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void aFolderThatIsNotThereIsRefusedWithItsName() {
    SandboxSpec spec =
        spec(
            ByteSize.megabytes(64),
            List.of(new Bind(Path.of("/no/such/code"), Bind.CODE)),
            "/bin/true");
    assertThat(grounds.sandboxes.start(spec))
        .isEqualTo(
            new StartResult.Refused(
                StartResult.Reason.PLATFORM, "open tree /no/such/code: No such file or directory"));
  }

  @Test
  void nothingOfTheServersEnvironmentIsInherited() throws Exception {
    SandboxSpec spec = spec("/usr/bin/env");
    SandboxSpec withVariables =
        new SandboxSpec(
            spec.id(),
            spec.command(),
            Map.of("GREETING", "good day\nto you", "EMPTY", ""),
            "/tmp",
            List.of(),
            spec.limits(),
            PATIENCE);
    assertThat(grounds.run(withVariables).output().lines())
        .containsExactlyInAnyOrder("GREETING=good day", "to you", "EMPTY=");
  }

  @Test
  void onlyFourDescriptorsAreInherited() throws Exception {
    assertThat(grounds.shell("ls /proc/$$/fd; :").lines()).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void theWorkingDirectoryAndTheFoldersAreThereAndReadOnly() throws Exception {
    Path code = Files.createDirectory(directory.resolve("code"));
    Files.writeString(code.resolve("handler.txt"), "forty-two");
    String script = "pwd; cat handler.txt; touch new 2>&1; id -u >/tmp/mine && echo written";
    SandboxSpec spec =
        spec(
            ByteSize.megabytes(64),
            List.of(new Bind(code, Bind.CODE)),
            "/bin/sh",
            "-c",
            "cd /var/task; " + script);
    assertThat(grounds.run(spec).output())
        .contains("/var/task", "forty-two", "Read-only file system", "written");
    assertThat(code).isDirectoryNotContaining(path -> path.endsWith("new"));
  }

  @Test
  void theLoopbackIsUpAndNothingElse() throws Exception {
    assertThat(grounds.shell("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")).isEqualTo("lo");
    assertThat(grounds.shell("tail -n +2 /proc/net/route")).isEmpty();
    try (ServerSocket ofTheHost = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String knock = "exec 5<>/dev/tcp/127.0.0.1/" + ofTheHost.getLocalPort();
      Grounds.Run run = grounds.run(spec("/bin/bash", "-c", knock));
      assertThat(run.output()).contains("Connection refused");
    }
  }

  @Test
  void eachSandboxHasAUserOfItsOwnWithoutRights() throws Exception {
    Set<String> users = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      users.add(
          grounds.shell("id -u; id -G; grep -E 'CapBnd|CapEff|NoNewPrivs' /proc/self/status"));
    }
    assertThat(users).hasSize(3).allSatisfy(user -> assertThat(user).contains("NoNewPrivs:\t1"));
    assertThat(users)
        .allSatisfy(user -> assertThat(user).containsPattern("CapEff:\t0+\nCapBnd:\t0+\n"))
        .allSatisfy(user -> assertThat(user).containsPattern("\\A[1-9]\\d+\n[1-9]\\d+\nCap"));
  }

  @Test
  void eventsComeOnDescriptorThreeAndAnswersGoToDescriptorFour() throws Exception {
    try (Sandbox sandbox = grounds.start(spec("/bin/cat", "/proc/self/fd/0"))) {
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Exited(0));
    }
    try (Sandbox echo = grounds.start(spec("/bin/sh", "-c", "exec cat <&3 >&4"))) {
      echo.events().write(ByteBuffer.wrap("ping".getBytes(StandardCharsets.UTF_8)));
      assertThat(Grounds.read(echo.answers(), 4)).isEqualTo("ping");
    }
  }

  @Test
  void whoAsksForAPortFindsUsThereAndNothingElse() throws Exception {
    // Descriptors 3 and 4, which belong to frames, are not there.
    String look =
        "exec 5<>/dev/tcp/127.0.0.1/$0; cat <&5;"
            + " for n in 0 1 2 3 4 5 6 7 8 9; do test -e /proc/$$/fd/$n && printf '%d ' $n; done;"
            + " for port in 22 80 443 4566 5432 8080 9000 9002; do"
            + " (: </dev/tcp/127.0.0.1/$port) 2>/dev/null && echo open $port; done; echo looked";
    try (ServerSocket ofTheHost = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = ofTheHost.getLocalPort();
      String[] command = {"/bin/bash", "-c", look, Integer.toString(port)};
      List<Sandbox> both =
          List.of(
              grounds.start(withPort(port, spec(command))),
              grounds.start(withPort(port, spec(command))));
      for (Sandbox sandbox : both) {
        FutureTask<String> output = Grounds.drain(sandbox.output());
        try (sandbox;
            ServerSocketChannel listener = sandbox.listener().orElseThrow()) {
          try (SocketChannel visitor = listener.accept()) {
            visitor.write(ByteBuffer.wrap(sandbox.id().value().getBytes(StandardCharsets.UTF_8)));
          }
          assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Exited(0));
          assertThat(output.get()).isEqualTo(sandbox.id().value() + "0 1 2 5 looked\n");
        }
      }
    }
  }

  @Test
  void theEndOfASandboxIsToldToWhoeverWantsToKnow() throws Exception {
    CountDownLatch told = new CountDownLatch(2);
    try (Sandbox sandbox = grounds.start(withPort(9001, spec("/bin/sleep", "1000")))) {
      sandbox.whenEnded(told::countDown);
      sandbox.kill(KillReason.IDLE);
      assertThat(sandbox.awaitEnd(PATIENCE)).isPresent();
      sandbox.whenEnded(told::countDown);
      told.await();
    }
  }

  @Test
  void aFrozenSandboxStandsStillGoesOnAndCanBeKilled() throws Exception {
    String busy = "i=0; while :; do i=$((i+1)); [ $((i % 20000)) = 0 ] && echo line; done";
    Sandbox sandbox = grounds.start(spec("/bin/sh", "-c", busy));
    awaitOutput(sandbox, "line\n");
    sandbox.freeze();
    sandbox.freeze();
    grounds.shell("true");
    Duration before = sandbox.cpu();
    for (int i = 0; i < 10; i++) {
      grounds.shell("true");
    }
    assertThat(sandbox.cpu()).isEqualTo(before);
    sandbox.thaw();
    awaitOutput(sandbox, "line\n".repeat(10));
    sandbox.freeze();
    sandbox.kill(KillReason.IDLE);
    sandbox.freeze();
    assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Killed(KillReason.IDLE));
    sandbox.thaw();
    sandbox.close();
  }

  @Test
  void useIsCountedWhileItRunsAndAfterwards() throws Exception {
    Sandbox sandbox = grounds.start(spec("/bin/sh", "-c", "echo ready; exec sleep 1000"));
    awaitOutput(sandbox, "ready\n");
    ByteSize before = sandbox.peakMemory();
    assertThat(before).isGreaterThan(ByteSize.ZERO).isLessThan(ByteSize.megabytes(128));
    assertThat(sandbox.cpu()).isPositive();
    sandbox.kill(KillReason.IDLE);
    assertThat(sandbox.awaitEnd(PATIENCE)).isPresent();
    assertThat(sandbox.peakMemory()).isGreaterThanOrEqualTo(before);
    sandbox.close();
  }

  @Test
  void manyStartAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Grounds.Run>> runs =
          IntStream.range(0, 16)
              .<Callable<Grounds.Run>>mapToObj(
                  i -> () -> grounds.run(spec("/bin/sh", "-c", "echo " + i)))
              .toList();
      List<String> outputs = new ArrayList<>();
      for (Future<Grounds.Run> run : threads.invokeAll(runs)) {
        outputs.add(run.get().output().strip());
      }
      assertThat(outputs).isEqualTo(IntStream.range(0, 16).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void nothingIsLeftOnTheMachine() throws Exception {
    grounds.shell("true");
    Traces before = Traces.of(directory);
    grounds.run(spec("/bin/sh", "-c", "setsid sleep 1000 & exit 3"));
    grounds.run(spec(ByteSize.megabytes(32), "/bin/sh", "-c", "x=x; while :; do x=$x$x; done"));
    grounds.sandboxes.start(spec("/no/such/program"));
    Sandbox killed = grounds.start(spec("/bin/sleep", "1000"));
    killed.kill(KillReason.EVICTED);
    assertThat(killed.awaitEnd(PATIENCE)).isPresent();
    killed.close();
    Traces.of(directory).assertNothingNewSince(before);
  }

  @Test
  void closingKillsWhatRunsAndRefusesTheRest() throws Exception {
    Sandbox sandbox = grounds.start(spec("/bin/sleep", "1000"));
    List<Path> groups = Traces.controlGroups(directory);
    grounds.sandboxes.close();
    assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Killed(KillReason.SHUTDOWN));
    assertThat(grounds.sandboxes.start(spec("/bin/true")))
        .isInstanceOfSatisfying(
            StartResult.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(StartResult.Reason.CLOSED));
    assertThat(groups).isNotEmpty().noneMatch(Files::exists);
    sandbox.close();
  }

  /** What a sandbox could leave behind. */
  record Traces(
      List<Path> groups, List<String> mounts, Set<Long> processes, List<Path> files, long sockets) {

    static Traces of(Path directory) throws Exception {
      try (var files = Files.walk(directory);
          var descriptors = Files.list(Path.of("/proc/self/fd"))) {
        return new Traces(
            controlGroups(directory),
            Files.readAllLines(Path.of("/proc/self/mountinfo")),
            ProcessHandle.current()
                .descendants()
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet()),
            files.sorted().toList(),
            descriptors.filter(Traces::isSocket).count());
      }
    }

    /** Processes that another test had started may end meanwhile. */
    void assertNothingNewSince(Traces before) {
      assertThat(processes).isSubsetOf(before.processes);
      assertThat(new Traces(groups, mounts, before.processes, files, sockets)).isEqualTo(before);
    }

    // Disks for /tmp that stand ready hold descriptors, too, and come and go.
    private static boolean isSocket(Path descriptor) {
      try {
        return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
      } catch (IOException gone) {
        return false;
      }
    }

    static List<Path> controlGroups(Path directory) throws Exception {
      List<Path> groups = new ArrayList<>();
      for (String folder : Files.readAllLines(directory.resolve("run/cgroups"))) {
        try (var below = Files.walk(Path.of(folder))) {
          below.filter(Files::isDirectory).forEach(groups::add);
        }
      }
      return groups;
    }
  }
}
