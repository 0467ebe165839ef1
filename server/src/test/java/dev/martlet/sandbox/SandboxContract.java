package dev.martlet.sandbox;

import static dev.martlet.sandbox.Grounds.PATIENCE;
import static dev.martlet.sandbox.Grounds.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sandboxes promise their users at every level of isolation. */
@Timeout(120)
abstract class SandboxContract {
  static final ByteSize LIMIT = ByteSize.megabytes(64);
  // Its argument tells it from whatever else sleeps on the machine.
  static final String SLEEPER = "sleep " + (1_000_000 + ProcessHandle.current().pid());

  @TempDir Path directory;
  Grounds grounds;

  /** Sandboxes at the level in question, in {@link #directory}. */
  abstract Grounds ground() throws IOException;

  @BeforeEach
  void open() throws IOException {
    grounds = ground();
  }

  @AfterEach
  void close() throws IOException {
    grounds.close();
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "70", "71", "137", "255"})
  void anExitCodeIsToldAsItIs(int code) throws Exception {
    assertThat(grounds.run(spec("/bin/sh", "-c", "exit " + code)).ending())
        .isEqualTo(new Ending.Exited(code));
  }

  @ParameterizedTest
  @CsvSource({"9", "11", "15", "6"})
  void aSignalIsToldApartFromAnExitCode(int signal) throws Exception {
    assertThat(grounds.run(spec("/bin/sh", "-c", "kill -" + signal + " $$")).ending())
        .isEqualTo(new Ending.Signalled(signal));
  }

  @ParameterizedTest
  @CsvSource({
    "/no/such/program, exec /no/such/program: No such file or directory",
    "/etc/passwd, exec /etc/passwd: Permission denied",
    "/usr, exec /usr: Permission denied"
  })
  void aCommandThatCannotBeExecutedIsRefusedWithTheReason(String command, String message) {
    assertThat(grounds.sandboxes.start(spec(command)))
        .isEqualTo(new StartResult.Refused(StartResult.Reason.COMMAND, message));
  }

  @Test
  void aStartThatTakesTooLongIsGivenUp() {
    assertThat(grounds.sandboxes.start(Grounds.within(Grounds.NO_TIME, spec("/bin/true"))))
        .isInstanceOfSatisfying(
            StartResult.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(StartResult.Reason.TIMEOUT));
  }

  @Test
  void aKillEndsEverythingInsideAndTheFirstReasonCounts() throws Exception {
    String family = SLEEPER + " & setsid " + SLEEPER + " & echo ready; wait";
    try (Sandbox sandbox = grounds.start(spec("/bin/sh", "-c", family))) {
      awaitOutput(sandbox, "ready\n");
      sandbox.kill(KillReason.TIMED_OUT);
      sandbox.kill(KillReason.IDLE);
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.Killed(KillReason.TIMED_OUT));
      assertThat(sleepers()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setsid SLEEPER & exit 3",
        "(setsid sh -c 'setsid SLEEPER & SLEEPER' &) & exit 3",
        "setsid SLEEPER >/dev/null 2>&1 3>&1 4>&1 & exit 3"
      })
  void whatACommandLeavesBehindDiesWithIt(String script) throws Exception {
    SandboxSpec spec = spec("/bin/sh", "-c", script.replace("SLEEPER", SLEEPER));
    assertThat(grounds.run(spec).ending()).isEqualTo(new Ending.Exited(3));
    assertThat(sleepers()).isEmpty();
  }

  @Test
  void whoHoldsMoreThanItsMemoryIsEndedForThatAndThePeakIsTheLimit() throws Exception {
    String family = "import os; [os.fork() for _ in range(2)]; x = b'x' * (2 << 30)";
    try (Sandbox sandbox = grounds.start(spec(LIMIT, python(family)))) {
      assertThat(sandbox.awaitEnd(PATIENCE)).contains(new Ending.OutOfMemory());
      assertThat(sandbox.peakMemory()).isEqualTo(LIMIT);
    }
  }

  static String[] python(String script) {
    return new String[] {"/usr/bin/python3", "-c", script};
  }

  static void awaitOutput(Sandbox sandbox, String expected) throws IOException {
    assertThat(Grounds.read(sandbox.output(), expected.length())).isEqualTo(expected);
  }

  /** Wherever they are: orphans are not our descendants any more. */
  static List<Long> sleepers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").endsWith(SLEEPER))
        .map(ProcessHandle::pid)
        .toList();
  }
}
