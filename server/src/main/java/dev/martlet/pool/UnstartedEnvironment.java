package dev.martlet.pool;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Artifacts;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Invocation;
import dev.martlet.model.Phases;
import dev.martlet.sandbox.KillReason;
import dev.martlet.sandbox.SandboxId;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * An environment whose code cannot be executed, which is the function's fault: its one invocation
 * is told so.
 */
final class UnstartedEnvironment implements ExecutionEnvironment {
  private final SandboxId id;
  private final FunctionVersion function;
  private final Failure.InvalidEntrypoint failure;
  private final EnvironmentOutput output;
  private final Artifacts.Lease code;

  UnstartedEnvironment(
      SandboxId id,
      FunctionVersion function,
      Failure.InvalidEntrypoint failure,
      EnvironmentOutput output,
      Artifacts.Lease code) {
    this.id = id;
    this.function = function;
    this.failure = failure;
    this.output = output;
    this.code = code;
  }

  @Override
  public String id() {
    return id.value();
  }

  @Override
  public FunctionVersion function() {
    return function;
  }

  @Override
  public Execution run(Invocation invocation, Phases soFar, AnswerSink sink) {
    output.start(invocation, function.version());
    failure.document(invocation.id()).ifPresent(document -> Callers.tell(document, sink));
    Phases phases = new Phases(soFar.waited(), soFar.cold(), Duration.ZERO);
    Report report =
        new Report(invocation.id(), phases, function.memory(), ByteSize.ZERO, failure.reported());
    Bytes tail = output.finish(report, failure);
    return new Execution.Done(failure.outcome(phases, function, tail));
  }

  @Override
  public boolean usable() {
    return false;
  }

  @Override
  public void freeze(BooleanSupplier unused) {
    // There is no process.
  }

  @Override
  public void thaw() {
    // There is no process.
  }

  @Override
  public String end(KillReason reason) {
    output.close();
    code.close();
    return "its code cannot be executed";
  }
}
