package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A sandbox whose command has been executed; one virtual thread waits for its end. */
final class RunningSandbox implements Sandbox {
  private static final System.Logger LOG = System.getLogger(RunningSandbox.class.getName());
  // A launcher hangs up within milliseconds; if one does not, it and its group are killed.
  private static final Duration BACKSTOP = Duration.ofSeconds(1);

  private final SandboxId id;
  private final Process launcher;
  private final Connections connections;
  private final Optional<ServerSocketChannel> listener;
  private final Holdings holdings;
  private final Clock clock;
  private final MemoryWatch memory;
  private final AtomicReference<@Nullable KillReason> killed = new AtomicReference<>();
  private boolean frozen;
  private final CompletableFuture<End> end = new CompletableFuture<>();

  private record End(Ending ending, Cgroup.Usage usage) {}

  RunningSandbox(
      SandboxId id,
      Process launcher,
      Connections connections,
      Optional<ServerSocketChannel> listener,
      Holdings holdings,
      Clock clock) {
    this.id = id;
    this.launcher = launcher;
    this.connections = connections;
    this.listener = listener;
    this.holdings = holdings;
    this.clock = clock;
    this.memory = new MemoryWatch(connections);
  }

  /** Blocks until it has ended and nothing of it is left. */
  void watch() {
    Connections.Message last = new Connections.Message.Ended();
    Cgroup.Usage usage = Holdings.UNKNOWN;
    try {
      if (!holdings.cgroup().bounds()) {
        memory.begin();
      }
      Connections.Message message = connections.read();
      while (!(message instanceof Connections.Message.Ended)) {
        if (!memory.takes(message)) {
          last = message;
        }
        message = connections.read();
      }
      connections.hangUp();
      usage = memory.with(holdings.release(launcher));
      connections.closeStatus();
    } finally {
      // Others wait for the end, whatever went wrong on the way to it.
      end.complete(new End(ending(last, usage), usage));
    }
  }

  private Ending ending(Connections.Message last, Cgroup.Usage usage) {
    boolean outOfMemory = usage.oomKills() > 0;
    return switch (last) {
      case Connections.Message.Exited(int code) -> new Ending.Exited(code);
      case Connections.Message.Signalled(int signal) ->
          outOfMemory && signal == 9 ? new Ending.OutOfMemory() : new Ending.Signalled(signal);
      case Connections.Message.NetworkUp _,
          Connections.Message.Running _,
          Connections.Message.Memory _,
          Connections.Message.OutOfMemory _,
          Connections.Message.Ended _ ->
          untold(outOfMemory);
    };
  }

  // Without memory the kernel may take pid 1 or the launcher, too, who then say nothing.
  private Ending untold(boolean outOfMemory) {
    KillReason reason = killed.get();
    if (reason != null) {
      return new Ending.Killed(reason);
    }
    return outOfMemory ? new Ending.OutOfMemory() : new Ending.Lost();
  }

  @Override
  public SandboxId id() {
    return id;
  }

  @Override
  public SocketChannel events() {
    return connections.events();
  }

  @Override
  public SocketChannel answers() {
    return connections.answers();
  }

  @Override
  public SocketChannel output() {
    return connections.output();
  }

  @Override
  public Optional<ServerSocketChannel> listener() {
    return listener;
  }

  @Override
  public void whenEnded(Runnable task) {
    var _ = end.thenRun(task);
  }

  @Override
  public synchronized void freeze() {
    if (frozen || killed.get() != null) {
      return;
    }
    try {
      frozen = true;
      holdings.cgroup().freeze();
    } catch (IOException failure) {
      // It may have ended this moment; if it has not, it runs on, which harms nobody.
      LOG.log(Level.DEBUG, "Sandbox " + id + " is not frozen", failure);
    }
    // The launcher thaws what it kills; whoever came after that puts it right.
    if (killed.get() != null) {
      thaw();
    }
  }

  @Override
  public synchronized void thaw() {
    if (!frozen) {
      return;
    }
    try {
      holdings.cgroup().thaw();
      frozen = false;
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "Sandbox " + id + " cannot be thawed", failure);
      kill(KillReason.MISBEHAVED);
    }
  }

  @Override
  public void giveWay(boolean way) {
    try {
      holdings.cgroup().giveWay(way);
    } catch (IOException failure) {
      LOG.log(Level.DEBUG, "Sandbox " + id + " goes on as before", failure);
    }
  }

  @Override
  public void kill(KillReason reason) {
    if (killed.compareAndSet(null, reason)) {
      connections.hangUp();
      clock.schedule(BACKSTOP, this::killAllIfAlive);
    }
  }

  private void killAllIfAlive() {
    if (end.isDone()) {
      return;
    }
    LOG.log(Level.WARNING, "The launcher of sandbox {0} does not end in time", id);
    holdings.end(launcher);
    if (!holdings.cgroup().diesWithLauncher()) {
      connections.closeStatus(); // it may take its time, but nobody waits for its words any more
    }
    try {
      holdings.cgroup().killAll();
    } catch (IOException failure) {
      LOG.log(Level.ERROR, "Sandbox " + id + " cannot be killed", failure);
    }
  }

  @Override
  public Optional<Ending> awaitEnd(Duration most) throws InterruptedException {
    try {
      return Optional.of(end.get(most.toNanos(), TimeUnit.NANOSECONDS).ending());
    } catch (TimeoutException alive) {
      return Optional.empty();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public ByteSize peakMemory() {
    End ended = end.getNow(null);
    if (ended != null) {
      return ended.usage().peakMemory();
    }
    if (!holdings.cgroup().bounds()) {
      return memory.peak();
    }
    try {
      return holdings.cgroup().peakMemory();
    } catch (IOException ending) {
      // The group goes just before the end is known, so the final figure is about to be there.
      return finalUsage(ending).peakMemory();
    }
  }

  @Override
  public Duration cpu() {
    return usage().cpu();
  }

  private Cgroup.Usage usage() {
    End ended = end.getNow(null);
    if (ended != null) {
      return ended.usage();
    }
    try {
      return holdings.cgroup().usage();
    } catch (IOException ending) {
      return finalUsage(ending);
    }
  }

  private Cgroup.Usage finalUsage(IOException ending) {
    try {
      // Joins, so that an interrupted invocation is told its figures, too.
      return end.copy().orTimeout(BACKSTOP.toNanos(), TimeUnit.NANOSECONDS).join().usage();
    } catch (CompletionException stillThere) {
      ending.addSuppressed(stillThere);
      throw new UncheckedIOException(ending);
    }
  }

  @Override
  public void close() {
    kill(KillReason.SHUTDOWN);
    connections.closeStreams();
    listener.ifPresent(Connections::close);
  }
}
