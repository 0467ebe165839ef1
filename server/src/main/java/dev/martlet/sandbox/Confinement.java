package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import dev.martlet.model.Digest;
import dev.martlet.sandbox.Isolation.Leftovers;
import dev.martlet.sandbox.Isolation.Level;
import dev.martlet.sandbox.Isolation.Ready;
import dev.martlet.sandbox.Isolation.Unsupported;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds out whether this machine can confine functions, cleans up, and opens for business. */
public final class Confinement {
  // Above the ranges that distributions and systemd give away, below 2^31.
  private static final int FIRST_USER = 1_900_000_000;
  private static final int USERS = 4096;
  private static final int RANGES = 16_384;
  private static final int LONGEST_SOCKET_PATH = 107;
  // Since then mounts are made read-only before they are attached.
  private static final int OLDEST_MAJOR = 5;
  private static final int OLDEST_MINOR = 12;
  // Since then processes are counted for each namespace of users.
  private static final int OLDEST_MINOR_FOR_USERS = 14;
  private static final Duration TRIAL = Duration.ofSeconds(10);
  private static final ByteSize TRIAL_MEMORY = ByteSize.megabytes(64);

  private Confinement() {}

  /**
   * Checks the machine, removes what a former process of the same data directory left behind, and
   * starts a sandbox for trial. No other process may use the run directory.
   *
   * @throws IOException if the run directory cannot be used
   */
  public static Isolation open(SandboxSettings settings, Clock clock) throws IOException {
    return Files.isReadable(Path.of("/proc/self/mountinfo"))
        ? open(settings, clock, Machine.here())
        : new Unsupported("Functions run on Linux only; /proc/self/mountinfo is not there.");
  }

  static Isolation open(SandboxSettings settings, Clock clock, Machine machine) throws IOException {
    Optional<String> obstacle = obstacle(settings, machine);
    if (obstacle.isPresent()) {
      return new Unsupported(obstacle.get());
    }
    if (!machine.isRoot()) {
      return open(settings, Level.USER, machine, (_, _) -> new NoCgroups(), clock);
    }
    CgroupLayout layout =
        CgroupLayout.of(machine.mounts(), machine.memberships(), settings.cgroupParent());
    return switch (layout) {
      case CgroupLayout.Missing(List<String> controllers) -> new Unsupported(missing(controllers));
      case CgroupLayout.Version1 version1 ->
          open(
              settings,
              Level.ROOT,
              machine,
              (name, record) -> new CgroupsV1(version1, name, record),
              clock);
      case CgroupLayout.Version2 version2 ->
          switch (new Delegation(version2, ProcessHandle.current().pid()).prepare()) {
            case Delegation.Result.Refused(String message) -> new Unsupported(message);
            case Delegation.Result.Granted(Path parent) ->
                open(
                    settings,
                    Level.ROOT,
                    machine,
                    (name, record) -> new CgroupsV2(parent, name, record),
                    clock);
          };
    };
  }

  /** Makes the driver, once the name of this instance and the file for its record are known. */
  private interface Driver {
    Cgroups of(String instance, Path record);
  }

  private static Optional<String> obstacle(SandboxSettings settings, Machine machine) {
    Optional<String> unwanted = settings.level().flatMap(level -> machine.whyNot(level));
    if (unwanted.isPresent()) {
      return unwanted;
    }
    if (!machine.isRoot() && !machine.kernelIsAtLeast(OLDEST_MAJOR, OLDEST_MINOR_FOR_USERS)) {
      return Optional.of(
          "Without root, functions are confined by what Linux can do since %d.%d, and this is %s (`uname -r`): boot a newer kernel, or start the platform as root."
              .formatted(OLDEST_MAJOR, OLDEST_MINOR_FOR_USERS, machine.kernel()));
    }
    if (!machine.kernelIsAtLeast(OLDEST_MAJOR, OLDEST_MINOR)) {
      return Optional.of(
          "Functions are confined by what Linux can do since %d.%d, and this is %s (`uname -r`): boot a newer kernel."
              .formatted(OLDEST_MAJOR, OLDEST_MINOR, machine.kernel()));
    }
    if (!machine.filtersCalls()) {
      return Optional.of(
          "Functions are confined by a filter of system calls, and this kernel was built without"
              + " seccomp (`grep Seccomp /proc/self/status` prints nothing): boot one with"
              + " CONFIG_SECCOMP_FILTER, as every distribution's is.");
    }
    if (!Files.isExecutable(settings.launcher())) {
      return Optional.of(
          "The launcher is missing at " + settings.launcher() + "; building the product makes it.");
    }
    return Optional.empty();
  }

  private static String missing(List<String> controllers) {
    String lack =
        controllers.equals(CgroupLayout.REQUIRED)
            ? "none of them is mounted here"
            : "here version 1 has some, but not " + String.join(", ", controllers);
    return "Functions need the control group controllers memory, pids and cpu, all in version 1 or all"
        + " in version 2, and "
        + lack
        + ". To check, run `grep cgroup /proc/mounts`. A machine with systemd has all in version 2 if"
        + " its kernel is booted with `systemd.unified_cgroup_hierarchy=1`.";
  }

  private static Isolation open(
      SandboxSettings settings, Level level, Machine machine, Driver driver, Clock clock)
      throws IOException {
    Path run = privateFolder(settings.runDirectory());
    byte[] name =
        Digest.sha256().digest(run.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
    String instance = "martlet-" + HexFormat.of().formatHex(name, 0, 6);
    Path root = privateFolder(run.resolve("root"));
    Path socket = socket(run, machine.folderForSockets().resolve(instance));
    int stale = (Files.deleteIfExists(socket) ? 1 : 0) + Relay.removeLeftovers(socket);
    Cgroups cgroups = driver.of(instance, run.resolve("cgroups"));
    Leftovers found = cgroups.removeLeftovers();
    Door door = new Door(socket, clock);
    int range = ((name[6] & 0xff) << 8 | (name[7] & 0xff)) % RANGES;
    Launch.Ground ground =
        new Launch.Ground(level, settings.launcher(), root, door, new InnerListeners(), clock);
    UserIds users = new UserIds(FIRST_USER + range * USERS, USERS);
    Scratches scratches =
        level == Level.ROOT
            ? new DiskPool(run, settings.temporaryDisk())
            : new Scratches.Given(
                Scratches::inMemory, Optional.of("one on a disk takes root's rights."));
    LinuxSandboxes sandboxes = new LinuxSandboxes(ground, cgroups, users, scratches);
    Function<Scratch, Optional<String>> trial =
        scratch ->
            tryOne(
                new LinuxSandboxes(
                    ground, cgroups, users, new Scratches.Given(_ -> scratch, Optional.empty())));
    Optional<String> refusal =
        trial.apply(Scratches.inMemory(SandboxLimits.ofMemory(TRIAL_MEMORY)));
    if (refusal.isPresent()) {
      sandboxes.close();
      return new Unsupported(machine.refused(refusal.get()));
    }
    scratches.begin(trial);
    return new Ready(
        sandboxes,
        level,
        new Leftovers(found.processes(), found.sandboxes(), found.files() + stale));
  }

  // A Unix socket's path is at most 107 bytes, which a deep data directory exceeds.
  private static Path socket(Path run, Path elsewhere) throws IOException {
    Path inside = run.resolve("launchers");
    if (inside.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH) {
      return inside;
    }
    if (Files.isSymbolicLink(elsewhere)) {
      throw new IOException(elsewhere + " is a link, which somebody else may have put there");
    }
    return privateFolder(elsewhere).resolve("launchers");
  }

  private static Path privateFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  // Better told now than to the first caller of a function: containers often forbid what we need.
  private static Optional<String> tryOne(Sandboxes sandboxes) {
    SandboxSpec trial =
        new SandboxSpec(
            new SandboxId("trial"),
            List.of("/usr/bin/true"),
            Map.of(),
            "/tmp",
            List.of(),
            SandboxLimits.ofMemory(TRIAL_MEMORY),
            TRIAL);
    return switch (sandboxes.start(trial)) {
      case StartResult.Started(Sandbox sandbox) -> {
        end(sandbox);
        yield Optional.empty();
      }
      case StartResult.Refused(StartResult.Reason reason, String message) -> Optional.of(message);
    };
  }

  private static void end(Sandbox sandbox) {
    try (sandbox) {
      sandbox.awaitEnd(TRIAL);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }
}
