package dev.martlet.pool;

import dev.martlet.model.FunctionVersion;
import dev.martlet.runtime.Guest;
import dev.martlet.runtime.InitResult;
import dev.martlet.runtime.InitSettings;
import dev.martlet.sandbox.Ending;
import dev.martlet.sandbox.KillReason;
import dev.martlet.sandbox.Sandbox;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/** Has a function's code loaded, within a time limit, and says how that went. */
final class Loader {
  private static final System.Logger LOG = System.getLogger(Loader.class.getName());

  /**
   * AWS gives an init ten seconds, and runs one that needs more again within the first invocation's
   * own timeout; loading once within the sum is the same bound without doing the work twice.
   */
  private static final Duration LONGEST_INIT = Duration.ofSeconds(10);

  private final FunctionVersion function;
  private final Sandbox sandbox;
  private final String logStream;

  Loader(FunctionVersion function, Sandbox sandbox, String logStream) {
    this.function = function;
    this.sandbox = sandbox;
    this.logStream = logStream;
  }

  Loading load(Guest guest, Deadline deadline) {
    deadline.begin(LONGEST_INIT.plus(function.timeout()));
    InitResult result = guest.initialise(InitSettings.of(function, logStream));
    boolean inTime = deadline.finish();
    return switch (result) {
      case InitResult.Ready _ -> inTime ? new Loading.Loaded() : new Loading.Ended(timedOut());
      case InitResult.Failed(String type, var document) -> new Loading.Failed(type, document);
      case InitResult.Closed _ -> new Loading.Ended(inTime ? ended() : timedOut());
      case InitResult.Malformed(String reason) -> {
        LOG.log(Level.WARNING, "Loading {0}: {1}", function.arn(), reason);
        sandbox.kill(KillReason.MISBEHAVED);
        yield new Loading.Ended(new Failure.Exited(Optional.empty()));
      }
    };
  }

  private Failure timedOut() {
    return new Failure.TimedOut(function.timeout());
  }

  private Failure ended() {
    try {
      Optional<Ending> ending = sandbox.awaitEnd(Duration.ofSeconds(1));
      return ending
          .map(known -> Failure.of(known, function))
          .orElseGet(() -> new Failure.Exited(Optional.empty()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Failure.Exited(Optional.empty());
    }
  }
}
