package dev.martlet.sandbox;

import dev.martlet.sandbox.StartResult.Reason;
import dev.martlet.sandbox.StartResult.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Sandboxes made by the launcher, with a user id and what else the footing has for each. */
final class LinuxSandboxes implements Sandboxes {
  private static final System.Logger LOG = System.getLogger(LinuxSandboxes.class.getName());
  private static final Duration DYING = Duration.ofSeconds(10);

  private final Launch.Site site;
  private final UserIds users;
  private final Scratches scratches;
  private final Map<SandboxId, RunningSandbox> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Starts none yet.
   *
   * @param scratches as a rule the footing's
   */
  LinuxSandboxes(Launch.Site site, UserIds users, Scratches scratches) {
    this.site = site;
    this.users = users;
    this.scratches = scratches;
  }

  @Override
  public StartResult start(SandboxSpec spec) {
    if (closed) {
      return new Refused(Reason.CLOSED, "The platform is shutting down");
    }
    OptionalInt user = users.take();
    if (user.isEmpty()) {
      return new Refused(Reason.PLATFORM, "All user ids for sandboxes are in use");
    }
    Holdings holdings;
    try {
      holdings = hold(spec, user.getAsInt());
    } catch (IOException failure) {
      users.giveBack(user.getAsInt());
      return new Refused(
          Reason.PLATFORM, "No control group or temporary files could be made: " + failure);
    }
    return switch (new Launch(site, spec, holdings).run()) {
      case Launch.Result.Failed(Refused refused) when closed ->
          new Refused(Reason.CLOSED, refused.message());
      case Launch.Result.Failed(Refused refused) -> refused;
      case Launch.Result.Running(RunningSandbox sandbox) -> started(sandbox);
    };
  }

  private Holdings hold(SandboxSpec spec, int user) throws IOException {
    Scratch scratch = scratches.take(spec.limits());
    try {
      Cgroup cgroup = site.footing().cgroups().create(spec.id(), spec.limits());
      Holdings.Lenders lenders = new Holdings.Lenders(users, scratches, site.clock());
      return new Holdings(spec.id(), user, cgroup, scratch, lenders);
    } catch (IOException failure) {
      scratches.discard(scratch);
      throw failure;
    }
  }

  private StartResult started(RunningSandbox sandbox) {
    running.put(sandbox.id(), sandbox);
    Thread.ofVirtual()
        .name("martlet-sandbox-" + sandbox.id())
        .start(
            () -> {
              try {
                sandbox.watch();
              } finally {
                running.remove(sandbox.id());
              }
            });
    if (closed) {
      sandbox.kill(KillReason.SHUTDOWN);
    }
    return new StartResult.Started(sandbox);
  }

  @Override
  public Isolation.Level level() {
    return site.footing().level();
  }

  @Override
  public int unremoved() {
    return users.kept();
  }

  @Override
  public List<Shortcoming> shortcomings() {
    return Stream.concat(
            site.footing().cgroups().shortcomings().stream(),
            scratches.obstacle().map(Shortcomings::temporaryInMemory).stream())
        .toList();
  }

  /** Whether it is closed, or about to be. */
  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    try {
      site.door().close();
      running.values().forEach(sandbox -> sandbox.kill(KillReason.SHUTDOWN));
      if (!users.awaitAllFree(DYING)) {
        LOG.log(Level.WARNING, "Some sandboxes do not die in time");
      }
      site.footing().close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }
}
