package dev.martlet.app;

import dev.martlet.http.Certificates;
import dev.martlet.identity.BrokenKeysException;
import dev.martlet.identity.Keys;
import dev.martlet.model.Clock;
import dev.martlet.model.Observer;
import dev.martlet.model.Runtimes;
import dev.martlet.sandbox.Confinement;
import dev.martlet.sandbox.InstalledRuntimes;
import dev.martlet.sandbox.Isolation;
import dev.martlet.sandbox.SandboxSettings;
import dev.martlet.sandbox.Sandboxes;
import dev.martlet.store.DataDirectory;
import dev.martlet.store.Store;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What the platform stands on, and which may refuse it: the disk and the kernel. */
final class Ground {
  private static final System.Logger LOG = System.getLogger(Ground.class.getName());

  private final Config config;
  private final Home home;
  private final Machine machine;
  private final Clock clock;

  Ground(Config config, Home home, Machine machine, Clock clock) {
    this.config = config;
    this.home = home;
    this.machine = machine;
    this.clock = clock;
  }

  /** Empty if the platform is to speak without TLS. */
  Optional<Certificates> certificates() throws Refused, IOException {
    Doorstep doorstep = config.doorstep();
    if (doorstep.certificate().isEmpty() || doorstep.key().isEmpty()) {
      return Optional.empty();
    }
    Path key = doorstep.key().get();
    return switch (Certificates.open(doorstep.certificate().get(), key, clock)) {
      case Certificates.Opened(Certificates certificates) -> {
        if (Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)) {
          LOG.log(Level.WARNING, "Everybody on this machine may read {0}: chmod 600 {0}", key);
        }
        yield Optional.of(certificates);
      }
      case Certificates.Refused(String message) ->
          throw Refused.machine(message + " (tls.cert, tls.key).");
    };
  }

  DataDirectory dataDirectory() throws Refused, IOException {
    return switch (DataDirectory.open(config.data())) {
      case DataDirectory.Opened(DataDirectory directory) -> directory;
      case DataDirectory.Refused(String message) -> throw Refused.machine(message + ".");
    };
  }

  Store store(DataDirectory directory, Observer observer) throws Refused, IOException {
    return switch (Store.open(directory, config.database(), clock, observer)) {
      case Store.Opened(Store store) -> store;
      case Store.Refused(String message) -> throw Refused.machine(message + ".");
    };
  }

  Keys keys(DataDirectory directory, RandomGenerator random) throws Refused, IOException {
    try {
      return Keys.open(directory.keys(), config.account(), clock, random);
    } catch (BrokenKeysException broken) {
      LOG.log(Level.DEBUG, "The keys cannot be read", broken);
      throw Refused.machine(
          broken.getMessage()
              + ": restore it from a backup, or delete it, and the next start makes new keys.");
    }
  }

  /** What a former process had left behind is gone when this returns. */
  Sandboxes sandboxes(DataDirectory directory) throws Refused, IOException {
    SandboxSettings settings =
        new SandboxSettings(
            home.launcher(),
            directory.run(),
            config.cgroupParent(),
            config.temporaryDisk(),
            config.isolation());
    return switch (Confinement.open(settings, clock)) {
      case Isolation.Ready(
              Sandboxes sandboxes,
              Isolation.Level level,
              Isolation.Leftovers removed) -> {
        warnOf(level);
        if (removed.processes() + removed.sandboxes() > 0) {
          LOG.log(
              Level.INFO,
              "Removed what the last process had left: {0} processes, {1} sandboxes",
              removed.processes(),
              removed.sandboxes());
        }
        yield sandboxes;
      }
      case Isolation.Unsupported(String message) -> throw Refused.machine(message);
    };
  }

  /** Opens the way to code for functions that need it; only when all else has been opened. */
  void showCode(DataDirectory directory) throws IOException {
    if (isShared()) {
      directory.showCode();
    }
  }

  // Whether functions meet the machine's files as users of their own.
  private boolean isShared() {
    return machine.root() && config.isolation().equals(Optional.of(Isolation.Level.NONE));
  }

  private static void warnOf(Isolation.Level level) {
    switch (level) {
      case ROOT -> {}
      case USER ->
          LOG.log(
              Level.WARNING,
              "Functions are confined without root's rights: docs/isolation.md tells what is weaker");
      case NONE ->
          LOG.log(
              Level.WARNING,
              "Functions run without a wall, because isolation is none: docs/isolation.md tells the"
                  + " little that holds");
    }
  }

  Runtimes runtimes(DataDirectory directory, CountDownLatch confined) {
    Path memory = directory.run().resolve("interpreters");
    return InstalledRuntimes.search(
        searchPath(), machine.home(), memory, confined, isShared(), config.substitutes());
  }

  // The JDK that runs the platform may run functions too.
  private static List<Path> searchPath() {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
            Stream.of(System.getProperty("java.home") + "/bin"))
        .filter(folder -> folder.startsWith("/"))
        .map(Path::of)
        .toList();
  }
}
