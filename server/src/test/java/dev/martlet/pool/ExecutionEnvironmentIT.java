package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.martlet.model.Artifacts;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.Invocation;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.model.RequestId;
import dev.martlet.model.RoleCredentials;
import dev.martlet.model.Runtimes;
import dev.martlet.model.SystemClock;
import dev.martlet.sandbox.Confinement;
import dev.martlet.sandbox.InstalledRuntimes;
import dev.martlet.sandbox.Isolation;
import dev.martlet.sandbox.SandboxSettings;
import dev.martlet.sandbox.Sandboxes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A pool of real sandboxes with real interpreters: every outcome, and what follows it. */
class ExecutionEnvironmentIT {
  private static final Path GUEST = Path.of("../guest/target/guest").toAbsolutePath().normalize();

  @TempDir Path directory;
  private final SystemClock clock = new SystemClock();
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration FREEZE_AFTER = Duration.ofMillis(100);
  private static final Duration KEEP = Duration.ofMinutes(5);

  private final Set<FunctionVersion.Key> frozen = ConcurrentHashMap.newKeySet();
  private final LoggedLines log = new LoggedLines();
  private Sandboxes sandboxes;
  private Runtimes runtimes;
  private Pool pool;

  @BeforeEach
  void open() throws Exception {
    SandboxSettings settings =
        new SandboxSettings(
            GUEST.resolve("martlet-launcher"),
            directory.resolve("run"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    sandboxes =
        switch (Confinement.open(settings, clock)) {
          case Isolation.Ready(Sandboxes ready, var _, var _) -> ready;
          case Isolation.Unsupported(String message) -> throw new IllegalStateException(message);
        };
    runtimes =
        InstalledRuntimes.search(
            List.of(Path.of("/usr/bin")),
            directory,
            directory.resolve("versions"),
            new CountDownLatch(0),
            false,
            Map.of());
    PoolLimits limits = new PoolLimits(ByteSize.megabytes(1024), 4, 8, WAIT, FREEZE_AFTER, KEEP);
    EnvironmentParts parts =
        new EnvironmentParts(
            clock,
            new SecureRandom(),
            runtimes,
            new OneTree(directory),
            _ -> new RoleCredentials.Temporary("ASIAEXAMPLE", "secret", "token"),
            sandboxes,
            log,
            GUEST,
            false);
    pool = Pool.open(limits, parts, this::note);
  }

  private void note(Observer.Happened event) {
    if (event instanceof Observer.EnvironmentStateChanged(var key, _, String state)
        && state.equals("frozen")) {
      frozen.add(key);
    }
  }

  @AfterEach
  void close() {
    pool.close();
    sandboxes.close();
    clock.close();
  }

  private record OneTree(Path directory) implements Artifacts {
    @Override
    public Artifacts.Lease lease(Digest archive) {
      return new Artifacts.Lease() {
        @Override
        public Path directory() {
          return OneTree.this.directory().resolve("code");
        }

        @Override
        public void close() {}
      };
    }
  }

  private record Ran(Outcome.Ran outcome, String answer) {}

  private FunctionVersion function(Runtimes.Language language, String source) throws Exception {
    Path code = Files.createDirectories(directory.resolve("code"));
    String file = language == Runtimes.Language.PYTHON ? "handler.py" : "handler.js";
    Files.writeString(code.resolve(file), source);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Runtimes.Installed interpreter =
        runtimes.installed().stream()
            .filter(installed -> installed.language() == language)
            .findFirst()
            .orElseThrow();
    FunctionVersion plain = Functions.version("it", UUID.randomUUID().toString(), 128);
    return new FunctionVersion(
        plain.arn(),
        plain.version(),
        plain.revision(),
        interpreter.identifier(),
        plain.handler(),
        plain.code(),
        plain.memory(),
        Duration.ofSeconds(2),
        Map.of("COLOUR", "green"),
        plain.role(),
        plain.log());
  }

  private Ran run(FunctionVersion function, String event) {
    return run(function, event, true);
  }

  private Ran run(FunctionVersion function, String event, boolean tail) {
    if (!(pool.acquire(function) instanceof Acquisition.Acquired(Lease lease))) {
      throw new AssertionError("no environment");
    }
    @Nullable Bytes[] answer = new Bytes[1];
    try (lease) {
      Invocation invocation =
          new Invocation(
              new RequestId(UUID.randomUUID().toString()),
              function.arn(),
              "$LATEST",
              Bytes.utf8(event),
              null,
              null,
              tail,
              clock.nanoTime());
      Phases soFar = new Phases(Duration.ZERO, lease.cold(), Duration.ZERO);
      if (lease.environment().run(invocation, soFar, piece -> answer[0] = piece)
          instanceof Execution.Done(Outcome.Ran outcome)) {
        return new Ran(outcome, answer[0] == null ? "" : answer[0].utf8());
      }
      throw new AssertionError("not delivered");
    }
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        failure("an exception", "raise KeyError('k')", Outcome.FunctionError.class, "\"KeyError\""),
        failure(
            "an exit",
            "import os; os._exit(7)",
            Outcome.Exited.class,
            "Runtime exited with error: exit status 7"),
        failure(
            "an exit without a reason",
            "import os; os._exit(0)",
            Outcome.Exited.class,
            "Runtime exited without providing a reason"),
        failure(
            "a crash",
            "import os; os.kill(os.getpid(), 11)",
            Outcome.Crashed.class,
            "signal: segmentation fault"),
        failure(
            "too slow",
            "import time; time.sleep(60)",
            Outcome.TimedOut.class,
            "Task timed out after 2.00 seconds"),
        failure(
            "too large",
            "x = bytearray(400 << 20)",
            Outcome.OutOfMemory.class,
            "Runtime.OutOfMemory"),
        failure(
            "descriptor 3 closed",
            "import os; os.close(3); import time; time.sleep(60)",
            Outcome.Ran.class,
            "errorType"));
  }

  private static Arguments failure(
      String name, String statement, Class<? extends Outcome.Ran> outcome, String answer) {
    return Arguments.of(name, statement, outcome, answer);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void everyFailureIsToldAndTheNextInvocationRuns(
      String name, String statement, Class<? extends Outcome.Ran> outcome, String answer)
      throws Exception {
    FunctionVersion function =
        function(
            Runtimes.Language.PYTHON,
            "def handler(event, context):\n"
                + "  if event == 'fail':\n"
                + "    print('before')\n"
                + "    "
                + statement
                + "\n"
                + "  return 'fine'\n");

    Ran failed = run(function, "\"fail\"");

    assertThat(failed.outcome()).as(name).isInstanceOf(outcome);
    assertThat(failed.answer()).contains(answer);
    assertThat(failed.outcome().logTail().utf8()).contains("START", "before", "END", "REPORT");
    assertThat(run(function, "1").answer()).isEqualTo("\"fine\"");
  }

  /** What a handler may do to the frames behind its bootstrap's back. */
  static Stream<Arguments> abuses() {
    return Stream.of(
        abuse("garbage", "os.write(4, os.urandom(4096))", Outcome.Exited.class),
        abuse("a flood", "while True: os.write(4, bytes(1 << 20))", Outcome.Exited.class),
        abuse("half a frame", "os.write(4, frame(4)[:7]); time.sleep(60)", Outcome.TimedOut.class),
        abuse("a promise of much", "os.write(4, frame(4, length=1 << 30))", Outcome.Exited.class),
        abuse("an answer for another id", "os.write(4, frame(4, off=1))", Outcome.Exited.class),
        abuse("two answers at once", "os.write(4, frame(4) * 2)", Outcome.Exited.class),
        abuse("two answers, one by one", "os.write(4, frame(4, b'1'))", Outcome.Ran.class),
        abuse("a frame of the host's kind", "os.write(4, frame(2))", Outcome.Exited.class),
        abuse("a frame of no kind", "os.write(4, frame(77))", Outcome.Exited.class),
        abuse("being ready once more", "os.write(4, frame(3))", Outcome.Exited.class),
        abuse("no descriptor for answers", "os.close(4)", Outcome.Exited.class),
        abuse("no descriptors", "os.closerange(0, 1024); time.sleep(60)", Outcome.Ran.class),
        abuse("another program", "os.execv('/bin/true', ['true'])", Outcome.Exited.class),
        abuse(
            "work after the answer",
            "threading.Thread(target=spin).start()",
            Outcome.Success.class));
  }

  private static Arguments abuse(
      String name, String statement, Class<? extends Outcome.Ran> outcome) {
    return Arguments.of(name, statement, outcome);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("abuses")
  void whoAbusesTheFramesHarmsNobodyElse(
      String name, String statement, Class<? extends Outcome.Ran> outcome) throws Exception {
    String source =
        """
        import os, struct, sys, threading, time
        def spin():
          while True: pass
        def frame(kind, body=b'', off=0, length=None):
          caller = sys._getframe()
          while 'frame_id' not in caller.f_locals: caller = caller.f_back
          number = caller.f_locals['frame_id'] + off
          return struct.pack('>IIHH', length or len(body), number, kind, 0) + body
        def handler(event, context):
          if event == 'abuse':
            STATEMENT
          return 'fine'
        """
            .replace("STATEMENT", statement);
    FunctionVersion neighbour = function(Runtimes.Language.PYTHON, source);
    FunctionVersion hostile = function(Runtimes.Language.PYTHON, source);
    assertThat(run(neighbour, "1").answer()).isEqualTo("\"fine\"");

    assertThat(run(hostile, "\"abuse\"").outcome()).as(name).isInstanceOf(outcome);

    Ran next = run(neighbour, "1");
    assertThat(next.answer()).isEqualTo("\"fine\"");
    assertThat(next.outcome().phases().coldStart()).isFalse();
    // Who has answered twice has spoilt its own next answer too, and no more than that.
    if (!run(hostile, "1").answer().equals("\"fine\"")) {
      assertThat(outcome).isEqualTo(Outcome.Ran.class);
      assertThat(run(hostile, "1").answer()).isEqualTo("\"fine\"");
    }
  }

  @Test
  void aTimeoutKillsTheEnvironmentAndAnErrorDoesNot() throws Exception {
    FunctionVersion function =
        function(
            Runtimes.Language.PYTHON,
            """
            import os, time
            def handler(event, context):
              if event == 'sleep':
                time.sleep(60)
              if event == 'raise':
                raise ValueError(event)
              return os.stat('/proc/self/ns/pid').st_ino
            """);
    String first = run(function, "1").answer();
    assertThat(run(function, "\"raise\"").outcome()).isInstanceOf(Outcome.FunctionError.class);
    assertThat(run(function, "1").answer()).isEqualTo(first);

    assertThat(run(function, "\"sleep\"").outcome()).isInstanceOf(Outcome.TimedOut.class);
    Ran after = run(function, "1");

    assertThat(after.outcome().phases().coldStart()).isTrue();
  }

  @Test
  void whatAFunctionLeftRunningStandsStillUntilItsNextInvocation() throws Exception {
    FunctionVersion restless =
        function(
            Runtimes.Language.PYTHON,
            """
            import threading
            turns = 0
            def turn():
              global turns
              while True:
                turns += 1
                if turns % 10_000 == 0:
                  print('turning')
            def handler(event, context):
              if event == 'begin':
                threading.Thread(target=turn, daemon=True).start()
            """);
    run(restless, "\"begin\"");
    FunctionVersion other =
        function(Runtimes.Language.PYTHON, "def handler(event, context):\n  return 1\n");
    while (!frozen.contains(restless.key())) {
      run(other, "1");
    }
    // It is told before it is done, and the pipe is not empty.
    assertThat(Stream.generate(() -> standsStill(other)).limit(20).anyMatch(still -> still))
        .isTrue();
    long turns = turns();
    run(restless, "1");
    while (turns() == turns) {
      Thread.onSpinWait(); // it goes on until it is frozen again
    }
  }

  // Looks for three periods of its quota, in each of which whatever may run does.
  private boolean standsStill(FunctionVersion other) {
    long turns = turns();
    long end = clock.nanoTime() + Duration.ofMillis(300).toNanos();
    while (clock.nanoTime() < end) {
      run(other, "1");
    }
    return turns() == turns;
  }

  private long turns() {
    return log.lines.stream().filter(line -> line.equals("turning")).count();
  }

  @Test
  void stateOutputAndReportAreAsOnAws() throws Exception {
    FunctionVersion function =
        function(
            Runtimes.Language.PYTHON,
            """
            import os, sys
            calls = 0
            def handler(event, context):
              global calls
              calls += 1
              print('x' * 3_000_000)
              sys.stderr.write('no newline')
              return [calls, event, os.environ['COLOUR'], context.function_name]
            """);

    assertThat(run(function, "{\"a\":1}").answer()).isEqualTo("[1, {\"a\": 1}, \"green\", \"it\"]");
    assertThat(run(function, "null").answer()).isEqualTo("[2, null, \"green\", \"it\"]");

    assertThat(log.lines.stream().filter(line -> line.startsWith("xxx")).mapToInt(String::length))
        .as("all that was written before the answer is in the log")
        .satisfies(
            lengths ->
                assertThat(lengths.stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(6_000_000));
    assertThat(log.lines).contains("no newline");
    assertThat(log.lines.getLast())
        .startsWith("REPORT RequestId: ")
        .matches(".*\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\t");
  }

  @Test
  void whatLoadingPrintsStandsBeforeTheFirstStart() throws Exception {
    FunctionVersion function =
        function(
            Runtimes.Language.PYTHON,
            "print('loading')\ndef handler(event, context):\n  return 1\n");

    run(function, "1");

    assertThat(log.lines.getFirst()).isEqualTo("loading");
    assertThat(log.lines.get(1)).startsWith("START RequestId: ");
  }

  @Test
  void theTailHasTheLastFourKilobytes() throws Exception {
    FunctionVersion function =
        function(
            Runtimes.Language.PYTHON,
            "def handler(event, context):\n  print('y' * 9000)\n  return 1\n");

    Bytes tail = run(function, "1").outcome().logTail();
    Bytes none = run(function, "1", false).outcome().logTail();

    assertThat(tail.length()).isCloseTo(4096, within(0));
    assertThat(tail.utf8()).contains("\nEND RequestId: ", "\nREPORT RequestId: ");
    assertThat(none.length()).isZero();
  }

  @Test
  void anErrorWhileLoadingIsTheFirstInvocationsAnswer() throws Exception {
    FunctionVersion function = function(Runtimes.Language.PYTHON, "import nothing_like_this\n");

    for (int i = 0; i < 2; i++) {
      Ran ran = run(function, "1");
      assertThat(ran.outcome())
          .isInstanceOfSatisfying(
              Outcome.FunctionError.class,
              error -> assertThat(error.type()).isEqualTo("Runtime.ImportModuleError"));
      assertThat(ran.answer()).contains("No module named 'nothing_like_this'");
    }
  }

  @Test
  void nodeRunsInASandboxToo() throws Exception {
    FunctionVersion function =
        function(
            Runtimes.Language.NODE,
            "exports.handler = async (event) => { console.log('hi'); return {twice: event * 2};"
                + " };");

    Ran ran = run(function, "21");

    assertThat(ran.answer()).isEqualTo("{\"twice\":42}");
    assertThat(ran.outcome().logTail().utf8()).contains("\tINFO\thi");
  }

  @Test
  void environmentsThatDieWhileIdleAreReplacedWithoutAnError() throws Exception {
    FunctionVersion function =
        function(
            Runtimes.Language.PYTHON,
            """
            import os, threading
            def handler(event, context):
              if event == 'die':
                threading.Thread(target=lambda: os._exit(1)).start()
              return 'fine'
            """);

    run(function, "\"die\"");
    awaitLog("closed"::equals);

    assertThat(run(function, "1").answer()).isEqualTo("\"fine\"");
  }

  private void awaitLog(Predicate<String> wanted) {
    while (log.lines.stream().noneMatch(wanted)) {
      Thread.onSpinWait();
    }
  }
}
