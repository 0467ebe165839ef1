package dev.martlet.functions;

import dev.martlet.functions.Functions.Known;
import dev.martlet.model.Artifacts;
import dev.martlet.model.FunctionArn;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Makes created and changed functions ready to run: unpacks their code, then says so in the record.
 * Doing it twice is harmless, so whoever finds something unfinished may start it again.
 */
final class Preparation {
  private static final System.Logger LOG = System.getLogger(Preparation.class.getName());

  private final Functions functions;
  private final Artifacts artifacts;
  private final Execution execution;
  private final Executor background;

  /**
   * @param background where code is unpacked; holds one task per unfinished function, hardly more
   */
  Preparation(Functions functions, Artifacts artifacts, Execution execution, Executor background) {
    this.functions = functions;
    this.artifacts = artifacts;
    this.execution = execution;
    this.background = background;
  }

  /** Takes up everything that is unfinished: after a crash, or after a failed attempt. */
  void resume() {
    functions.all().filter(Function::unfinished).map(Function::arn).toList().forEach(this::start);
  }

  void start(FunctionArn arn) {
    try {
      background.execute(() -> prepare(arn));
    } catch (RejectedExecutionException stopping) {
      LOG.log(Level.INFO, "{0} will be made ready at the next start", arn);
    }
  }

  private void prepare(FunctionArn arn) {
    try {
      Optional<Known> seen = functions.find(arn);
      while (seen.isPresent() && seen.get().function().unfinished()) {
        if (settle(seen.get(), unpacked(seen.get().function()))) {
          return;
        }
        seen = functions.find(arn);
      }
    } catch (RuntimeException failure) {
      LOG.log(Level.ERROR, "Making " + arn + " ready failed; it will be tried again", failure);
    }
  }

  private boolean settle(Known seen, Function next) {
    switch (functions.replace(seen, next)) {
      case Functions.Done() -> {
        next.serving().ifPresent(now -> execution.changed(next.arn(), now.revision()));
        return true;
      }
      case Functions.Overtaken() -> {
        return false;
      }
    }
  }

  private Function unpacked(Function function) {
    try (Artifacts.Lease lease = artifacts.lease(function.wanted().code().digest())) {
      LOG.log(Level.DEBUG, "{0} lies in {1}", function.arn(), lease.directory());
      return function.ready();
    } catch (IOException failed) {
      LOG.log(Level.ERROR, "The code of " + function.arn() + " could not be unpacked", failed);
      return function.failed("The code could not be unpacked.");
    }
  }
}
