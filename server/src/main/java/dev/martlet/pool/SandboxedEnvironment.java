package dev.martlet.pool;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Artifacts;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Clock;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Invocation;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.runtime.Answer;
import dev.martlet.runtime.Guest;
import dev.martlet.runtime.GuestEvent;
import dev.martlet.sandbox.Ending;
import dev.martlet.sandbox.KillReason;
import dev.martlet.sandbox.Sandbox;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A version's code in a sandbox, whichever door it is spoken to through. */
final class SandboxedEnvironment implements ExecutionEnvironment {
  private static final System.Logger LOG = System.getLogger(SandboxedEnvironment.class.getName());

  /** A killed sandbox is gone within milliseconds; this bounds the wait for a kernel in trouble. */
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final Clock clock;
  private final FunctionVersion function;
  private final Sandbox sandbox;
  private final Guest guest;
  private final EnvironmentOutput output;
  private final Artifacts.Lease code;
  private final RightOfWay.Member rightOfWay;
  private final Deadline deadline;
  private final Loading loading;
  private final PeakMemory peak;
  private volatile boolean usable = true;

  /** All that a running environment consists of. */
  record Parts(
      Sandbox sandbox,
      Guest guest,
      EnvironmentOutput output,
      Artifacts.Lease code,
      RightOfWay.Member rightOfWay) {}

  /** Takes the parts over, and has the function's code loaded. */
  SandboxedEnvironment(Clock clock, FunctionVersion function, Parts parts, Loader loader) {
    this.clock = clock;
    this.function = function;
    this.sandbox = parts.sandbox();
    this.guest = parts.guest();
    this.output = parts.output();
    this.code = parts.code();
    this.rightOfWay = parts.rightOfWay();
    Sandbox confined = parts.sandbox();
    this.deadline = new Deadline(clock, () -> confined.kill(KillReason.TIMED_OUT));
    this.loading = loader.load(guest, deadline);
    this.peak = new PeakMemory(clock, confined::peakMemory);
  }

  @Override
  public String id() {
    return sandbox.id().value();
  }

  @Override
  public FunctionVersion function() {
    return function;
  }

  @Override
  public boolean usable() {
    return usable;
  }

  @Override
  public Execution run(Invocation invocation, Phases soFar, AnswerSink sink) {
    output.start(invocation, function.version());
    long begun = clock.nanoTime();
    Optional<Failure> failure = tryRun(invocation, sink);
    if (failure.isEmpty()) {
      output.abandon(invocation.id());
      return new Execution.Undelivered();
    }
    Duration run = Duration.ofNanos(clock.nanoTime() - begun);
    Phases phases = new Phases(soFar.waited(), soFar.cold(), run);
    return new Execution.Done(conclude(invocation, phases, failure.get(), sink));
  }

  // Empty if the function never saw the event.
  private Optional<Failure> tryRun(Invocation invocation, AnswerSink sink) {
    return switch (loading) {
      case Loading.Loaded _ -> exchange(invocation, sink);
      case Loading.Failed(String type, Bytes document) -> {
        usable = false;
        Callers.tell(document, sink);
        yield Optional.of(new Failure.Function(type));
      }
      case Loading.Ended(Failure ended) -> {
        usable = false;
        yield Optional.of(ended);
      }
    };
  }

  private Optional<Failure> exchange(Invocation invocation, AnswerSink sink) {
    deadline.begin(function.timeout());
    Answer answer = answer(invocation, sink);
    boolean inTime = deadline.finish();
    usable = inTime && goesOn(answer);
    return switch (answer) {
      case Answer.Answered _ -> Optional.of(new Failure.None());
      case Answer.Failed(String type, int _, boolean _) -> Optional.of(new Failure.Function(type));
      case Answer.Closed _ when !inTime -> Optional.of(new Failure.TimedOut(function.timeout()));
      case Answer.Closed(boolean delivered) -> delivered ? Optional.of(died()) : Optional.empty();
      case Answer.Malformed(String reason) -> Optional.of(malformed(reason));
    };
  }

  private Answer answer(Invocation invocation, AnswerSink sink) {
    rightOfWay.begin();
    try {
      return guest.invoke(event(invocation), sink);
    } finally {
      rightOfWay.end();
    }
  }

  private static boolean goesOn(Answer answer) {
    return switch (answer) {
      case Answer.Answered _ -> true;
      case Answer.Failed failed -> !failed.last();
      case Answer.Closed _, Answer.Malformed _ -> false;
    };
  }

  private GuestEvent event(Invocation invocation) {
    String arn =
        invocation.qualifier().equals(FunctionVersion.LATEST)
            ? function.arn().toString()
            : function.arn().qualified(invocation.qualifier());
    return new GuestEvent(
        invocation.id(),
        arn,
        clock.now().plus(function.timeout()),
        invocation.traceHeader(),
        invocation.clientContext(),
        invocation.event());
  }

  private Failure malformed(String reason) {
    LOG.log(Level.WARNING, "Environment {0} of {1}: {2}", id(), function.arn(), reason);
    sandbox.kill(KillReason.MISBEHAVED);
    return new Failure.Exited(Optional.empty());
  }

  private Failure died() {
    return Failure.of(awaitEnd(KillReason.MISBEHAVED), function);
  }

  private Outcome.Ran conclude(
      Invocation invocation, Phases phases, Failure failure, AnswerSink sink) {
    Optional<Bytes> document = failure.document(invocation.id());
    document.ifPresent(answer -> Callers.tell(answer, sink));
    ByteSize most = failure instanceof Failure.None ? peak.recent() : peak.now();
    Report report =
        new Report(invocation.id(), phases, function.memory(), most, failure.reported());
    Bytes tail = output.finish(report, failure);
    return failure.outcome(phases, function, tail);
  }

  // What is asked for under the lock holds until it is frozen: who takes it then has to wait here.
  @Override
  public synchronized void freeze(BooleanSupplier unused) {
    if (unused.getAsBoolean()) {
      sandbox.freeze();
    }
  }

  @Override
  public synchronized void thaw() {
    sandbox.thaw();
  }

  @Override
  public String end(KillReason reason) {
    usable = false;
    sandbox.kill(reason);
    Ending ending = awaitEnd(reason);
    rightOfWay.leave();
    deadline.close();
    output.close();
    guest.close();
    sandbox.close();
    code.close();
    return Failure.describe(ending);
  }

  // Whoever finds the stream at its end waits for the reason, and helps if none comes.
  private Ending awaitEnd(KillReason reason) {
    try {
      Optional<Ending> ending = sandbox.awaitEnd(Duration.ofSeconds(1));
      if (ending.isEmpty()) {
        sandbox.kill(reason);
        ending = sandbox.awaitEnd(LONGEST_END);
      }
      if (ending.isEmpty()) {
        LOG.log(Level.ERROR, "Environment {0} does not end although it was killed", id());
      }
      return ending.orElse(new Ending.Killed(reason));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      sandbox.kill(reason);
      return new Ending.Killed(reason);
    }
  }
}
