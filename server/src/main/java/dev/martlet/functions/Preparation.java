package dev.martlet.functions;

import dev.martlet.functions.Functions.Known;
import dev.martlet.model.Artifacts;
import dev.martlet.model.Clock;
import dev.martlet.model.DiskTrouble;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Makes created and changed functions ready to run: unpacks their code, then says so in the record.
 * Doing it twice is harmless, so whoever finds something unfinished may start it again.
 */
final class Preparation {
  private static final System.Logger LOG = System.getLogger(Preparation.class.getName());

  /** Until it is tried again, where a disk is in trouble or the platform itself failed. */
  static final Duration AGAIN = Duration.ofSeconds(15);

  private final Functions functions;
  private final Artifacts artifacts;
  private final Dispatch dispatch;
  private final Clock clock;
  private final Supplier<String> revisions;
  private final Executor background;

  // Left when a task begins, not when it ends: a change that comes meanwhile may be seen too late.
  private final Set<VersionId> waiting = ConcurrentHashMap.newKeySet();
  private final Set<VersionId> delayed = ConcurrentHashMap.newKeySet();

  /**
   * @param revisions gives a fresh id at every call
   * @param background where code is unpacked; at most one task of each version waits in it
   */
  Preparation(
      Functions functions,
      Artifacts artifacts,
      Dispatch dispatch,
      Clock clock,
      Supplier<String> revisions,
      Executor background) {
    this.functions = functions;
    this.artifacts = artifacts;
    this.dispatch = dispatch;
    this.clock = clock;
    this.revisions = revisions;
    this.background = background;
  }

  /** Takes up everything that is unfinished: after a crash, or after a failed attempt. */
  void resume() {
    functions.all().filter(Function::unfinished).map(Function::id).toList().forEach(this::start);
  }

  void start(VersionId id) {
    if (!waiting.add(id)) {
      return;
    }
    try {
      background.execute(
          () -> {
            waiting.remove(id);
            attempt(id);
          });
    } catch (RejectedExecutionException stopping) {
      waiting.remove(id);
      LOG.log(Level.INFO, "{0} will be made ready at the next start", id);
    }
  }

  private void attempt(VersionId id) {
    try {
      prepare(id);
    } catch (RuntimeException | Error failure) {
      LOG.log(Level.ERROR, "Making " + id + " ready failed; it will be tried again", failure);
      later(id);
    }
  }

  private void later(VersionId id) {
    if (delayed.add(id)) {
      var _ = clock.schedule(AGAIN, () -> startAgain(id));
    }
  }

  private void startAgain(VersionId id) {
    delayed.remove(id);
    start(id);
  }

  /**
   * Makes a version ready on the caller's thread, if it is not. Afterwards it is, or its record
   * says why not; a stop of the platform leaves it unfinished, and so does a disk that takes
   * nothing for now: then it is tried again by itself.
   */
  void prepare(VersionId id) {
    Optional<Known> seen = functions.find(id);
    while (seen.isPresent() && seen.get().function().unfinished()) {
      Optional<Function> next = unpacked(seen.get().function());
      if (next.isEmpty() || settle(seen.get(), next.get())) {
        return;
      }
      seen = functions.find(id);
    }
  }

  private boolean settle(Known seen, Function next) {
    switch (functions.replace(seen, next)) {
      case Functions.Done() -> {
        next.serving().ifPresent(now -> dispatch.changed(now.version(next.id()).key()));
        return true;
      }
      case Functions.Overtaken() -> {
        return false;
      }
    }
  }

  /**
   * What becomes of the function; nothing yet if a stop of the platform broke the unpacking off, or
   * the disk is in trouble.
   */
  private Optional<Function> unpacked(Function function) {
    try (Artifacts.Lease lease = artifacts.lease(function.wanted().code().digest())) {
      LOG.log(Level.DEBUG, "{0} lies in {1}", function.id(), lease.directory());
      return Optional.of(function.ready(revisions.get()));
    } catch (IOException failed) {
      if (failed instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
        LOG.log(Level.INFO, "{0} will be made ready at the next start", function.id());
        return Optional.empty();
      }
      if (DiskTrouble.of(failed).isPresent()) {
        LOG.log(Level.WARNING, "{0} is not ready yet: {1}", function.id(), failed.getMessage());
        later(function.id());
        return Optional.empty();
      }
      LOG.log(Level.ERROR, "The code of " + function.id() + " could not be unpacked", failed);
      return Optional.of(
          function.failed(
              revisions.get(),
              failed instanceof Artifacts.Damaged
                  ? Artifacts.Damaged.TOLD
                  : "The code could not be unpacked."));
    }
  }
}
