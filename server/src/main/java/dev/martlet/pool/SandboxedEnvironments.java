package dev.martlet.pool;

import dev.martlet.model.Artifacts;
import dev.martlet.model.DiskTrouble;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.LogSink;
import dev.martlet.model.Phases;
import dev.martlet.model.Runtimes;
import dev.martlet.runtime.FrameBuffers;
import dev.martlet.runtime.Guest;
import dev.martlet.runtime.GuestConnection;
import dev.martlet.runtime.GuestOutput;
import dev.martlet.runtime.OutputSelector;
import dev.martlet.runtime.RuntimeApi;
import dev.martlet.runtime.RuntimeCommand;
import dev.martlet.sandbox.Bind;
import dev.martlet.sandbox.KillReason;
import dev.martlet.sandbox.Sandbox;
import dev.martlet.sandbox.SandboxId;
import dev.martlet.sandbox.SandboxLimits;
import dev.martlet.sandbox.SandboxSpec;
import dev.martlet.sandbox.StartResult;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes environments of real sandboxes. */
final class SandboxedEnvironments implements Environments {
  private static final System.Logger LOG = System.getLogger(SandboxedEnvironments.class.getName());
  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

  private final EnvironmentParts parts;
  private final OutputSelector selector;
  private final RightOfWay rightOfWay;
  private final FrameBuffers buffers = new FrameBuffers();

  SandboxedEnvironments(EnvironmentParts parts, OutputSelector selector) {
    this.parts = parts;
    this.selector = selector;
    this.rightOfWay = new RightOfWay(parts.clock(), Thread::startVirtualThread);
  }

  @Override
  public Start start(FunctionVersion version, Runnable whenDead) {
    return switch (parts.runtimes().find(version.runtime())) {
      case Runtimes.Found(Runtimes.Choice choice) -> start(version, choice.runs(), whenDead);
      case Runtimes.Missing(String message) -> new Failed(message);
    };
  }

  private Start start(FunctionVersion version, Runtimes.Installed interpreter, Runnable whenDead) {
    Artifacts.Lease code;
    try {
      code = parts.artifacts().lease(version.code());
    } catch (IOException unreadable) {
      LOG.log(Level.ERROR, "The code of " + version.arn() + " cannot be read", unreadable);
      return new Failed(explained(unreadable));
    }
    boolean started = false;
    try {
      Start start = start(version, interpreter, code, whenDead);
      started = start instanceof Started;
      return start;
    } finally {
      if (!started) {
        code.close();
      }
    }
  }

  private static String explained(IOException unreadable) {
    return unreadable instanceof Artifacts.Damaged
        ? Artifacts.Damaged.TOLD
        : DiskTrouble.of(unreadable)
            .map(trouble -> "The function's code cannot be unpacked. " + trouble.told())
            .orElse("The function's code cannot be read.");
  }

  private Start start(
      FunctionVersion version,
      Runtimes.Installed interpreter,
      Artifacts.Lease code,
      Runnable whenDead) {
    long begun = parts.clock().nanoTime();
    SandboxId id = newId();
    String logStream = logStream(version, id);
    RuntimeCommand command =
        RuntimeCommand.of(
            version,
            interpreter.executableInside().toString(),
            logStream,
            parts.credentials().of(version));
    Optional<Failure.InvalidEntrypoint> missing = Entrypoint.missing(command, code);
    if (missing.isPresent()) {
      return unstarted(version, code, id, logStream, missing.get());
    }
    return switch (parts
        .sandboxes()
        .start(specification(version, interpreter, code, id, command))) {
      case StartResult.Started(Sandbox sandbox) ->
          load(version, code, sandbox, logStream, begun, whenDead);
      case StartResult.Refused(StartResult.Reason reason, String message)
          when reason == StartResult.Reason.COMMAND && command.ownProgram() ->
          unstarted(version, code, id, logStream, Entrypoint.refused(message));
      case StartResult.Refused(StartResult.Reason reason, String message) -> {
        LOG.log(Level.ERROR, "No sandbox for {0}: {1}: {2}", version.arn(), reason, message);
        yield new Failed("The sandbox could not be started.");
      }
    };
  }

  private Start unstarted(
      FunctionVersion version,
      Artifacts.Lease code,
      SandboxId id,
      String logStream,
      Failure.InvalidEntrypoint failure) {
    EnvironmentOutput output = output(version, logStream, GuestOutput::ofNobody);
    return new Started(
        new UnstartedEnvironment(id, version, failure, output, code), Phases.Cold.NONE);
  }

  private Start load(
      FunctionVersion version,
      Artifacts.Lease code,
      Sandbox sandbox,
      String logStream,
      long begun,
      Runnable whenDead) {
    boolean complete = false;
    try {
      long confined = parts.clock().nanoTime();
      EnvironmentOutput output = output(version, sandbox, logStream, whenDead);
      SandboxedEnvironment environment =
          new SandboxedEnvironment(
              parts.clock(),
              version,
              new SandboxedEnvironment.Parts(
                  sandbox, guest(sandbox), output, code, member(version, sandbox)),
              new Loader(version, sandbox, logStream));
      output.loaded();
      long loaded = parts.clock().nanoTime();
      Phases.Cold cold =
          new Phases.Cold(Duration.ofNanos(confined - begun), Duration.ofNanos(loaded - confined));
      complete = true;
      return new Started(environment, cold);
    } catch (IOException failure) {
      LOG.log(Level.ERROR, "The output of " + version.arn() + " cannot be read", failure);
      return new Failed("The sandbox could not be started.");
    } finally {
      if (!complete) {
        sandbox.kill(KillReason.INIT_FAILED);
        sandbox.close();
      }
    }
  }

  private RightOfWay.Member member(FunctionVersion version, Sandbox sandbox) {
    return rightOfWay.join(
        new RightOfWay.Manners() {
          @Override
          public Duration cpu() {
            return sandbox.cpu();
          }

          @Override
          public void giveWay(boolean way) {
            sandbox.giveWay(way);
          }
        },
        limits(version).processorShare());
  }

  private Guest guest(Sandbox sandbox) {
    if (sandbox.listener().isEmpty()) {
      return new GuestConnection(sandbox.events(), sandbox.answers(), buffers);
    }
    RuntimeApi api = new RuntimeApi(sandbox.listener().get(), parts.clock());
    sandbox.whenEnded(api::guestEnded);
    return api;
  }

  private EnvironmentOutput output(
      FunctionVersion version, String logStream, Function<GuestOutput.Lines, GuestOutput> guest) {
    LogSink.Stream stream =
        parts
            .logs()
            .open(
                version.arn().account(), version.arn().region(), version.log().group(), logStream);
    return new EnvironmentOutput(
        parts.clock(), stream, PlatformLines.of(version.log().json()), guest);
  }

  private EnvironmentOutput output(
      FunctionVersion version, Sandbox sandbox, String logStream, Runnable whenDead)
      throws IOException {
    EnvironmentOutput output =
        output(version, logStream, lines -> new GuestOutput(sandbox.output(), lines));
    selector.watch(
        output.guest(),
        () -> {
          boolean open = output.read();
          if (!open) {
            whenDead.run();
          }
          return open;
        });
    return output;
  }

  private SandboxSpec specification(
      FunctionVersion version,
      Runtimes.Installed interpreter,
      Artifacts.Lease code,
      SandboxId id,
      RuntimeCommand command) {
    List<Bind> binds = new ArrayList<>();
    binds.add(new Bind(code.directory(), Bind.CODE));
    command
        .bootstrap()
        .ifPresent(folder -> binds.add(new Bind(parts.bootstraps().resolve(folder), Bind.RUNTIME)));
    interpreter.home().ifPresent(home -> binds.add(new Bind(home, Bind.LANGUAGE)));
    interpreter.settings().ifPresent(each -> binds.add(new Bind(each, each.toString())));
    return new SandboxSpec(
        id,
        command.command(),
        command.variables(),
        RuntimeCommand.TASK_ROOT,
        binds,
        limits(version),
        command.port(),
        START_TIMEOUT);
  }

  private SandboxLimits limits(FunctionVersion version) {
    SandboxLimits limits = SandboxLimits.ofMemory(version.memory());
    return parts.strictCpu() ? limits.strict() : limits;
  }

  private SandboxId newId() {
    byte[] bytes = new byte[16];
    parts.random().nextBytes(bytes);
    return new SandboxId(HexFormat.of().formatHex(bytes));
  }

  private String logStream(FunctionVersion version, SandboxId id) {
    return DAY.format(parts.clock().now()) + "/[" + version.version() + "]" + id.value();
  }
}
