package dev.martlet.app;

import dev.martlet.http.Certificates;
import dev.martlet.model.Clock;
import dev.martlet.model.DiskSpace;
import dev.martlet.model.Runtimes;
import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How the platform is. Anybody may ask as often as they like, so it looks at most once in {@link
 * #LOOK_AGAIN}, on the thread of whoever asks; the others get what was found last. Safe for all
 * threads.
 */
final class Health {
  private static final System.Logger LOG = System.getLogger(Health.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Path data;
  private final Supplier<Optional<Finding>> database;
  private final Supplier<List<String>> damaged;
  private final Runtimes runtimes;
  private final IntSupplier unremoved;
  private final Supplier<List<Shortcoming>> shortcomings;
  private final Optional<Certificates> certificates;
  private final List<Finding> chosen;
  private final Clock clock;
  private final Instant startedAt;
  private final long startedNanos;
  private final AtomicLong nextLook;
  private volatile List<Finding> findings = List.of();

  /**
   * Looks for the first time when it is asked.
   *
   * @param data the data directory's real path
   * @param database what is wrong with it; asked without blocking
   * @param damaged the functions whose code is; asked without blocking
   * @param unremoved how many sandboxes could not be removed
   * @param shortcomings what the machine does not do for functions
   * @param chosen what the settings bring with them, the first of its kind at every look
   */
  Health(
      Path data,
      Supplier<Optional<Finding>> database,
      Supplier<List<String>> damaged,
      Runtimes runtimes,
      IntSupplier unremoved,
      Supplier<List<Shortcoming>> shortcomings,
      Optional<Certificates> certificates,
      List<Finding> chosen,
      Clock clock) {
    this.data = data;
    this.database = database;
    this.damaged = damaged;
    this.runtimes = runtimes;
    this.unremoved = unremoved;
    this.shortcomings = shortcomings;
    this.certificates = certificates;
    this.chosen = List.copyOf(chosen);
    this.clock = clock;
    this.startedAt = clock.now();
    this.startedNanos = clock.nanoTime();
    this.nextLook = new AtomicLong(startedNanos);
  }

  /** What an operator should know, the worst first. */
  List<Finding> findings() {
    long due = nextLook.get();
    long now = clock.nanoTime();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + LOOK_AGAIN.toNanos())) {
      findings =
          Stream.concat(chosen.stream(), look().findings().stream())
              .sorted(Finding.WORST_FIRST)
              .toList();
    }
    return findings;
  }

  private Vitals look() {
    // Where a custom runtime lies is inside a sandbox, and says nothing about this machine.
    List<Runtimes.Installed> interpreters =
        runtimes.installed().stream()
            .filter(each -> each.language() != Runtimes.Language.CUSTOM)
            .toList();
    return new Vitals(
        data,
        free(),
        unwritable(),
        database.get(),
        damaged.get(),
        interpreters.size(),
        interpreters.stream()
            .map(Runtimes.Installed::executable)
            .filter(file -> !Files.isExecutable(file))
            .distinct()
            .toList(),
        clockMoved(),
        unremoved.getAsInt(),
        shortcomings.get(),
        certificates.flatMap(Certificates::problem),
        certificates.map(shown -> Duration.between(clock.now(), shown.ends())),
        Home.hasAotCache());
  }

  private Duration clockMoved() {
    Duration shown = Duration.between(startedAt, clock.now());
    return shown.minusNanos(clock.nanoTime() - startedNanos);
  }

  private long free() {
    try {
      return DiskSpace.of(data).free().bytes();
    } catch (IOException unknown) {
      LOG.log(Level.DEBUG, "The free space is not known; writing will tell more", unknown);
      return Long.MAX_VALUE;
    }
  }

  /** Writes as a commit does: to the disk, not to memory. */
  private Optional<String> unwritable() {
    Path trial = data.resolve("run/health");
    try {
      Files.write(
          trial,
          new byte[] {'\n'},
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      return Optional.empty();
    } catch (FileSystemException refused) {
      return Optional.of(
          Optional.ofNullable(refused.getReason()).orElse(refused.getClass().getSimpleName()));
    } catch (IOException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }
}
