package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.Invocation;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import dev.martlet.model.Observer.EventDropped;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.model.RequestId;
import dev.martlet.pool.Execution;
import dev.martlet.pool.ScriptedPool;
import dev.martlet.store.DataDirectory;
import dev.martlet.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A queue on disk, a pool that does what a script says, and what came of both. */
abstract class EventsGround {
  static final FunctionVersion A = Functions.version("a", "r1", 128);
  static final FunctionVersion B = Functions.version("b", "r1", 128);

  final ManualClock clock = new ManualClock();
  final List<Observer.Happened> happened = new ArrayList<>();
  final List<Invocation> tried = new ArrayList<>();
  final Deque<Runnable> tasks = new ArrayDeque<>();
  FunctionCatalog catalog =
      (function, _) -> new FunctionCatalog.Found(function.equals(A.arn()) ? A : B);
  ScriptedPool.Script script = this::succeed;
  private DataDirectory directory;
  Store store;
  FlakyQueue queue;
  private int numbers;

  @BeforeEach
  void open(@TempDir Path data) throws IOException {
    directory = ((DataDirectory.Opened) DataDirectory.open(data)).directory();
    store = ((Store.Opened) Store.open(directory, Optional.empty(), clock, Observer.NONE)).store();
    queue = new FlakyQueue(store.events());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    directory.close();
  }

  Execution succeed(
      FunctionVersion function, Invocation invocation, Phases soFar, AnswerSink sink) {
    tried.add(invocation);
    return new Execution.Done(new Outcome.Success(soFar, function.version(), Bytes.EMPTY));
  }

  Execution fail(FunctionVersion function, Invocation invocation, Phases soFar, AnswerSink sink) {
    tried.add(invocation);
    return new Execution.Done(
        new Outcome.FunctionError(soFar, function.version(), Bytes.EMPTY, "Oops"));
  }

  void observe(Observer.Happened event) {
    happened.add(event);
  }

  Dispatcher dispatcher(int concurrency) {
    return new Dispatcher(
        (function, qualifier) -> catalog.resolve(function, qualifier),
        concurrency,
        ScriptedPool.of((f, i, p, s) -> script.run(f, i, p, s), clock),
        this::observe,
        clock);
  }

  Events events(Dispatcher dispatcher, EventLimits limits, Executor executor) {
    return new Events(
        new Events.Parts(
            (function, qualifier) -> catalog.resolve(function, qualifier),
            queue,
            dispatcher,
            this::observe,
            clock,
            executor),
        limits);
  }

  static EventLimits limits(long count, int concurrency) {
    return new EventLimits(count, ByteSize.megabytes(1), concurrency, ByteSize.megabytes(1024));
  }

  /** Of which everything happens on the thread that causes it. */
  Events started() {
    Events events = events(dispatcher(9), limits(100, 4), Runnable::run);
    events.start();
    return events;
  }

  Invocation invocation(FunctionVersion function) {
    return new Invocation(
        new RequestId("8f5d0c2e-3a6b-4c7d-9e8f-%012d".formatted(numbers++)),
        function.arn(),
        "$LATEST",
        Bytes.utf8("{\"a\":1}"),
        "{\"custom\":{}}",
        "Root=1-5759e988-bd862e3fe1be46a994272793",
        false,
        clock.nanoTime());
  }

  void accept(Events events, FunctionVersion function) {
    assertThat(events.accept(invocation(function))).isEqualTo(new Acceptance.Accepted());
  }

  List<EventQueue.Waiting> onDisk() {
    List<EventQueue.Waiting> there = new ArrayList<>();
    store.events().waiting(there::add);
    return there;
  }

  List<EventDropped.Reason> dropped() {
    return happened.stream()
        .filter(EventDropped.class::isInstance)
        .map(dropped -> ((EventDropped) dropped).reason())
        .toList();
  }

  void work(int most) {
    for (int i = 0; i < most && !tasks.isEmpty(); i++) {
      tasks.poll().run();
    }
  }
}
