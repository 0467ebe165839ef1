package dev.martlet.sandbox;

import dev.martlet.model.Clock;
import dev.martlet.sandbox.Connections.Message;
import dev.martlet.sandbox.StartResult.Reason;
import dev.martlet.sandbox.StartResult.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One attempt to start a sandbox that already holds what it needs: runs the launcher, waits for its
 * connections and for its word that the command runs. If that fails, nothing is left behind.
 */
final class Launch {
  private static final System.Logger LOG = System.getLogger(Launch.class.getName());
  private static final int NOT_EXECUTED = 71;
  private static final int MOST_MESSAGE = 4096;
  private static final Duration DYING = Duration.ofSeconds(2);

  /**
   * What all launches share.
   *
   * @param root the empty folder on which each launcher mounts the sandbox's root, for itself
   */
  record Site(Footing footing, Path launcher, Path root, Door door, Clock clock) {}

  private final Site site;
  private final SandboxSpec spec;
  private final Holdings holdings;

  Launch(Site site, SandboxSpec spec, Holdings holdings) {
    this.site = site;
    this.spec = spec;
    this.holdings = holdings;
  }

  /** What came of it; the sandbox has no watcher yet. */
  sealed interface Result {
    record Running(RunningSandbox sandbox) implements Result {}

    record Failed(Refused refused) implements Result {}
  }

  Result run() {
    Optional<PortListener> listener;
    try {
      listener = listener();
    } catch (IOException failure) {
      holdings.release(null);
      return new Result.Failed(
          new Refused(Reason.PLATFORM, "No listener could be opened: " + failure));
    }
    Result result = run(listener);
    listener.ifPresent(PortListener::hide);
    if (result instanceof Result.Failed) {
      listener.ifPresent(PortListener::close);
    }
    return result;
  }

  private Optional<PortListener> listener() throws IOException {
    return spec.port().isPresent()
        ? Optional.of(site.footing().listener(spec.port().getAsInt(), holdings.user()))
        : Optional.empty();
  }

  private Result run(Optional<PortListener> listener) {
    Expected expected = site.door().expect();
    Process launcher;
    try {
      launcher = spawn();
    } catch (IOException failure) {
      expected.abandon();
      holdings.release(null);
      return new Result.Failed(
          new Refused(Reason.PLATFORM, "The launcher cannot be run: " + failure.getMessage()));
    }
    Clock.Timer deadline =
        site.clock().schedule(spec.startTimeout(), () -> giveUp(launcher, expected));
    Optional<Connections> connections = connect(launcher, expected, listener);
    Message last =
        connections.map(each -> lastWord(each, launcher, listener)).orElse(new Message.Ended());
    // False if the time is over: then the launcher is being killed, whatever it has said before.
    boolean inTime = deadline.cancel();
    if (last instanceof Message.Running && inTime) {
      closeMessages(launcher);
      return new Result.Running(
          new RunningSandbox(
              spec.id(),
              launcher,
              connections.orElseThrow(),
              listener.map(PortListener::channel),
              holdings,
              site.clock()));
    }
    return new Result.Failed(cleanUp(launcher, connections, inTime));
  }

  private Message lastWord(
      Connections connections, Process launcher, Optional<PortListener> listener) {
    Message first = connections.read();
    if (!(first instanceof Message.NetworkUp)) {
      return first;
    }
    try {
      listener.orElseThrow().visit(launcher.pid());
      return connections.goOn();
    } catch (IOException failure) {
      LOG.log(Level.ERROR, "Sandbox " + spec.id() + " gets no listener", failure);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
    return new Message.Ended();
  }

  private Process spawn() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(site.launcher().toString());
    builder.environment().clear();
    builder.directory(Path.of("/").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  // Empty if the launcher died before it had connected; its own message will say why.
  private Optional<Connections> connect(
      Process launcher, Expected expected, Optional<PortListener> listener) {
    // After a success the connections may still wait to be accepted, so they are not given up.
    var _ = launcher.onExit().thenAccept(ended -> abandonUnlessSuccessful(ended, expected));
    try {
      SandboxSpec found = site.footing().asFound(spec, holdings.scratch(), listener);
      give(launcher, Order.of(found, holdings, site, expected.token(), listener));
      return expected.await();
    } catch (IOException brokenPipe) {
      return expected.giveUp();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      holdings.end(launcher);
      return expected.giveUp();
    }
  }

  // A launcher that was turned away at the door may have ended with success: then its end alone
  // wakes nobody up.
  private void giveUp(Process launcher, Expected expected) {
    holdings.end(launcher);
    expected.abandon();
  }

  private static void abandonUnlessSuccessful(Process launcher, Expected expected) {
    if (launcher.exitValue() != 0) {
      expected.abandon();
    }
  }

  private static void give(Process launcher, byte[] order) throws IOException {
    try (OutputStream input = launcher.getOutputStream()) {
      input.write(order);
    }
  }

  // Nothing more comes from there once the command runs: descriptors are scarcer than words.
  private static void closeMessages(Process launcher) {
    try {
      launcher.getErrorStream().close();
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  // An interrupt must not leave anything behind, so it waits until all is cleaned up.
  private Refused cleanUp(Process launcher, Optional<Connections> connections, boolean inTime) {
    boolean interrupted = Thread.interrupted();
    try {
      connections.ifPresent(Connections::hangUp);
      if (!launcher.waitFor(DYING)) {
        holdings.end(launcher);
      }
    } catch (InterruptedException again) {
      interrupted = true;
      holdings.end(launcher);
    }
    String message = lastWords(launcher);
    holdings.release(launcher);
    connections.ifPresent(Connections::closeAll);
    if (interrupted) {
      Thread.currentThread().interrupt();
      return new Refused(Reason.TIMEOUT, "Starting was interrupted");
    }
    return inTime
        ? new Refused(reason(launcher), message)
        : new Refused(Reason.TIMEOUT, "It did not start within " + spec.startTimeout());
  }

  private static Reason reason(Process launcher) {
    boolean tried = !launcher.isAlive() && launcher.exitValue() == NOT_EXECUTED;
    return tried ? Reason.COMMAND : Reason.PLATFORM;
  }

  private static String lastWords(Process launcher) {
    if (launcher.isAlive()) {
      return "The launcher does not die";
    }
    try {
      byte[] words = launcher.getErrorStream().readNBytes(MOST_MESSAGE);
      String text = new String(words, StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "The launcher ended with status " + launcher.exitValue() : text;
    } catch (IOException failure) {
      return "The launcher ended without a readable message: " + failure.getMessage();
    }
  }
}
