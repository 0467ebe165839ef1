package dev.martlet.pool;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Invocation;
import dev.martlet.model.Observer;
import dev.martlet.model.Phases;
import dev.martlet.sandbox.KillReason;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A real pool over environments that do what a test's script says; for tests of the layers above.
 */
public final class ScriptedPool {
  /** What an environment does with an event. */
  @FunctionalInterface
  public interface Script {
    Execution run(FunctionVersion function, Invocation invocation, Phases soFar, AnswerSink sink);
  }

  private static final Duration FREEZE_AFTER = Duration.ofSeconds(1);

  public static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

  private ScriptedPool() {}

  public static Pool of(Script script, Clock clock) {
    PoolLimits limits =
        new PoolLimits(
            ByteSize.megabytes(1024), 4, 8, Duration.ofSeconds(1), FREEZE_AFTER, KEEP_ALIVE);
    return new Pool(
        limits,
        (version, _) ->
            new Environments.Started(new Scripted(version, script), ScriptedEnvironments.COLD),
        Observer.NONE,
        clock,
        Runnable::run,
        () -> {});
  }

  private static final class Scripted implements ExecutionEnvironment {
    private final FunctionVersion function;
    private final Script script;
    private boolean usable = true;

    Scripted(FunctionVersion function, Script script) {
      this.function = function;
      this.script = script;
    }

    @Override
    public String id() {
      return "scripted";
    }

    @Override
    public FunctionVersion function() {
      return function;
    }

    @Override
    public Execution run(Invocation invocation, Phases soFar, AnswerSink sink) {
      Execution execution = script.run(function, invocation, soFar, sink);
      usable = execution instanceof Execution.Done;
      return execution;
    }

    @Override
    public boolean usable() {
      return usable;
    }

    @Override
    public void freeze(BooleanSupplier unused) {
      // A script stands still by itself.
    }

    @Override
    public void thaw() {
      // Nothing was frozen.
    }

    @Override
    public String end(KillReason reason) {
      return reason.text();
    }
  }
}
