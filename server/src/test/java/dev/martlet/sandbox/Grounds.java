package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import dev.martlet.model.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Real sandboxes for integration tests, in a run directory of their own. */
final class Grounds implements AutoCloseable {
  // More where the processor is emulated.
  static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("martlet.test.patience", 30));
  // Over before anything can start.
  static final Duration NO_TIME = Duration.ofNanos(1);
  static final Path LAUNCHER =
      Path.of("../guest/target/guest/martlet-launcher").toAbsolutePath().normalize();

  final SystemClock clock = new SystemClock();
  final Sandboxes sandboxes;

  Grounds(Path directory) throws IOException {
    this(directory, LAUNCHER, Optional.empty());
  }

  Grounds(Path directory, Path launcher, Optional<ByteSize> temporaryDisk) throws IOException {
    this(directory, launcher, temporaryDisk, Optional.empty(), Kernel.here());
  }

  private Grounds(
      Path directory,
      Path launcher,
      Optional<ByteSize> temporaryDisk,
      Optional<Isolation.Level> level,
      Kernel kernel)
      throws IOException {
    SandboxSettings settings =
        new SandboxSettings(
            launcher, directory.resolve("run"), Optional.empty(), temporaryDisk, level);
    sandboxes =
        switch (Confinement.open(settings, new PromptClock(clock), kernel)) {
          case Isolation.Ready(Sandboxes ready, var _, var _) -> ready;
          case Isolation.Unsupported(String message) -> throw new IllegalStateException(message);
        };
  }

  /** Sandboxes as a platform at that level makes them. */
  static Grounds at(Isolation.Level level, Path directory) throws IOException {
    return switch (level) {
      case ROOT -> new Grounds(directory);
      case USER ->
          of(
              OrdinaryUser.launcher(directory),
              directory,
              Optional.of(level),
              OrdinaryUser.kernel());
      case NONE -> {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        yield of(LAUNCHER, directory, Optional.of(level), Kernel.here());
      }
    };
  }

  /** Sandboxes at level none, as a platform makes them that is not root. */
  static Grounds noneOfOrdinaryUser(Path directory) throws IOException {
    return of(
        OrdinaryUser.launcher(directory),
        directory,
        Optional.of(Isolation.Level.NONE),
        OrdinaryUser.kernel());
  }

  private static Grounds of(
      Path launcher, Path directory, Optional<Isolation.Level> level, Kernel kernel)
      throws IOException {
    return new Grounds(directory, launcher, Optional.empty(), level, kernel);
  }

  /**
   * The machine's time, whose own thread may be late on a busy machine: no time is over at once.
   */
  private record PromptClock(Clock clock) implements Clock {
    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public long nanoTime() {
      return clock.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      if (!delay.equals(NO_TIME)) {
        return clock.schedule(delay, task);
      }
      task.run();
      return () -> false;
    }
  }

  /** What a command did. */
  record Run(Ending ending, String output) {}

  static SandboxSpec spec(String... command) {
    return spec(ByteSize.megabytes(128), command);
  }

  static SandboxSpec spec(ByteSize memory, String... command) {
    return spec(memory, List.of(), command);
  }

  static SandboxSpec spec(ByteSize memory, List<Bind> binds, String... command) {
    return new SandboxSpec(
        new SandboxId(UUID.randomUUID().toString()),
        List.of(command),
        Map.of("LANG", "C.UTF-8", "LD_LIBRARY_PATH", Bind.LANGUAGE + "/lib"),
        "/tmp",
        binds,
        SandboxLimits.ofMemory(memory),
        PATIENCE);
  }

  /** The same for a command that looks for us at a port. */
  static SandboxSpec withPort(int port, SandboxSpec spec) {
    return of(spec, OptionalInt.of(port), spec.startTimeout());
  }

  /** The same for a command that must start in that time. */
  static SandboxSpec within(Duration startTimeout, SandboxSpec spec) {
    return of(spec, spec.port(), startTimeout);
  }

  private static SandboxSpec of(SandboxSpec spec, OptionalInt port, Duration startTimeout) {
    return new SandboxSpec(
        spec.id(),
        spec.command(),
        spec.environment(),
        spec.directory(),
        spec.binds(),
        spec.limits(),
        port,
        startTimeout);
  }

  Sandbox start(SandboxSpec spec) {
    return switch (sandboxes.start(spec)) {
      case StartResult.Started(Sandbox sandbox) -> sandbox;
      case StartResult.Refused refused -> throw new AssertionError(refused.toString());
    };
  }

  /** Runs a command to its end and reads what it writes. */
  Run run(SandboxSpec spec) throws Exception {
    try (Sandbox sandbox = start(spec)) {
      FutureTask<String> output = drain(sandbox.output());
      Ending ending = sandbox.awaitEnd(PATIENCE).orElseThrow();
      return new Run(ending, output.get());
    }
  }

  /** Runs a shell command that must succeed, and gives what it wrote. */
  String shell(String script) throws Exception {
    Run run = run(spec("/bin/sh", "-c", script));
    assertThat(run.ending()).as(run.output()).isEqualTo(new Ending.Exited(0));
    return run.output().strip();
  }

  /** Reads on a thread of its own, to the end, and keeps the first megabyte. */
  static FutureTask<String> drain(SocketChannel channel) {
    FutureTask<String> reader = new FutureTask<>((Callable<String>) () -> readAll(channel));
    Thread.ofVirtual().start(reader);
    return reader;
  }

  /** Reads that many bytes, or what there is before the end. */
  static String read(SocketChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // Reads on: a stream may deliver in pieces.
    }
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  private static String readAll(SocketChannel channel) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (channel.read(buffer) >= 0) {
      if (text.size() < 1 << 20) {
        text.write(buffer.array(), 0, buffer.position());
      }
      buffer.clear();
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    sandboxes.close();
    clock.close();
  }
}
