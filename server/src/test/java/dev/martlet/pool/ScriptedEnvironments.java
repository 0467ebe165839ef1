package dev.martlet.pool;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Invocation;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.sandbox.KillReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** Environments without processes: they start when and as a test says, and remember their end. */
final class ScriptedEnvironments implements Environments {
  static final Phases.Cold COLD = new Phases.Cold(Duration.ofMillis(5), Duration.ofMillis(20));

  final List<Scripted> made = new ArrayList<>();
  String failure = "";
  CountDownLatch gate = new CountDownLatch(0);

  @Override
  public Start start(FunctionVersion version, Runnable whenDead) {
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    if (!failure.isEmpty()) {
      return new Failed(failure);
    }
    synchronized (made) {
      Scripted environment = new Scripted("e" + made.size(), version, whenDead);
      made.add(environment);
      return new Started(environment, COLD);
    }
  }

  long live() {
    synchronized (made) {
      return made.stream().filter(environment -> environment.endedBecause.isEmpty()).count();
    }
  }

  static final class Scripted implements ExecutionEnvironment {
    private final String id;
    private final FunctionVersion function;
    final Runnable whenDead;
    volatile boolean usable = true;
    volatile boolean frozen;
    volatile String endedBecause = "";

    Scripted(String id, FunctionVersion function, Runnable whenDead) {
      this.id = id;
      this.function = function;
      this.whenDead = whenDead;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public FunctionVersion function() {
      return function;
    }

    @Override
    public Execution run(Invocation invocation, Phases soFar, AnswerSink sink) {
      return new Execution.Done(new Outcome.Success(soFar, function.version(), Bytes.EMPTY));
    }

    @Override
    public boolean usable() {
      return usable;
    }

    @Override
    public synchronized void freeze(BooleanSupplier unused) {
      frozen |= unused.getAsBoolean();
    }

    @Override
    public synchronized void thaw() {
      frozen = false;
    }

    @Override
    public String end(KillReason reason) {
      endedBecause = reason.text();
      return endedBecause;
    }
  }
}
