package dev.martlet.functions;

import dev.martlet.code.CodeTrees;
import dev.martlet.dispatch.Acceptance;
import dev.martlet.dispatch.FunctionCatalog;
import dev.martlet.model.AccountId;
import dev.martlet.model.AnswerSink;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Call;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Invocation;
import dev.martlet.model.ManualClock;
import dev.martlet.model.MetaStore;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.model.Principal;
import dev.martlet.model.Region;
import dev.martlet.model.RequestId;
import dev.martlet.model.Runtimes;
import dev.martlet.store.DataDirectory;
import dev.martlet.store.Store;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.CreateFunctionRequest;
import dev.martlet.wire.shape.lambda.DeleteFunctionRequest;
import dev.martlet.wire.shape.lambda.FunctionCode;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.UpdateFunctionConfigurationRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The operations over a real store, with the far sides scripted: what the dispatcher answers, when
 * the background works, which runtimes there are, and what time it is.
 */
final class Workshop implements AutoCloseable {
  static final AccountId ACCOUNT = new AccountId("000000000000");
  static final Region REGION = new Region("us-east-1");
  static final String ROLE = "arn:aws:iam::000000000000:role/any";
  static final ByteSize BUDGET = ByteSize.megabytes(2048);
  static final int CONCURRENCY = 100;
  static final ByteSize DISK = ByteSize.megabytes(1 << 20);
  static final Blob ZIP = zip("index.py", "def handler(event, context): return event\n");
  static final Blob OTHER_ZIP = zip("index.py", "def handler(event, context): return 2\n");

  double random;
  ByteSize free = DISK;
  final ManualClock clock = new ManualClock();
  final Background background = new Background();
  final Script script = new Script();
  final DataDirectory directory;
  final Store store;
  final MetaStore records;
  final CodeTrees trees;
  final Functions functions;
  final FunctionOperations operations;

  Workshop(Path data) throws IOException {
    this(data, UnaryOperator.identity());
  }

  /**
   * @param between what stands between the operations and the store's records
   */
  Workshop(Path data, UnaryOperator<MetaStore> between) throws IOException {
    directory = ((DataDirectory.Opened) DataDirectory.open(data)).directory();
    store = ((Store.Opened) Store.open(directory, Optional.empty(), clock, Observer.NONE)).store();
    trees = CodeTrees.open(directory.code(), store.blobs(), "this boot", () -> free);
    records = between.apply(store.meta());
    functions = new Functions(records, () -> random);
    operations =
        new FunctionOperations(
            new FunctionOperations.Parts(
                functions,
                store.blobs(),
                trees,
                new TwoRuntimes(),
                new Host("x86_64", BUDGET, CONCURRENCY, DISK),
                (call, path) -> call.endpoint() + path + "?signed",
                clock,
                () -> UUID.randomUUID().toString(),
                background),
            script);
  }

  /** Closes everything as a process that dies does: what was in the background is lost. */
  @Override
  public void close() throws IOException {
    functions.close();
    store.close();
    directory.close();
  }

  /** Loses an archive, and every tree that nobody reads. */
  void lose(Digest archive) throws IOException {
    Files.delete(store.blobs().file(archive));
    loseTrees();
  }

  /** Loses every tree that nobody reads, as a boot of the machine does. */
  void loseTrees() throws IOException {
    int _ = trees.sweep(tree -> false);
  }

  static Call call() {
    return new Call(
        ACCOUNT,
        REGION,
        Principal.root(ACCOUNT),
        new RequestId("11111111-2222-4333-8444-555555555555"),
        Instant.EPOCH,
        7,
        "http://127.0.0.1:4566",
        "Root=1-5759e988-bd862e3fe1be46a994272793");
  }

  static CreateFunctionRequest.Builder request(String name) {
    return CreateFunctionRequest.builder()
        .functionName(name)
        .runtime("python3.11")
        .role(ROLE)
        .handler("index.handler")
        .code(FunctionCode.builder().zipFile(ZIP).build());
  }

  static FunctionArn arn(String name) {
    return new FunctionArn(REGION, ACCOUNT, name);
  }

  FunctionConfiguration create(String name) {
    return operations.create(call(), request(name).build());
  }

  /** A function that is active. */
  FunctionConfiguration active(String name) {
    create(name);
    background.work();
    return show(name);
  }

  FunctionConfiguration show(String name) {
    return operations.configuration(
        call(), GetFunctionConfigurationRequest.builder().functionName(name).build());
  }

  /** Sets its timeout, in seconds. */
  void configure(String name, int timeout) {
    var _ =
        operations.updateConfiguration(
            call(),
            UpdateFunctionConfigurationRequest.builder()
                .functionName(name)
                .timeout(timeout)
                .build());
  }

  /** Deletes all of it. */
  void delete(String name) {
    var _ = operations.delete(call(), new DeleteFunctionRequest(name, null));
  }

  void deleteVersion(String name, String version) {
    var _ = operations.delete(call(), new DeleteFunctionRequest(name, version));
  }

  /** What an invocation of it runs. */
  FunctionVersion serving(String name, String qualifier) {
    return ((FunctionCatalog.Found) functions.resolve(arn(name), qualifier)).version();
  }

  static Blob zip(String name, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry(name);
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return Blob.adopt(bytes.toByteArray());
  }

  /** Keeps tasks until it is told to work. */
  static final class Background implements Executor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable task) {
      tasks.add(task);
    }

    synchronized int waiting() {
      return tasks.size();
    }

    void work() {
      for (Runnable task = next(); task != null; task = next()) {
        task.run();
      }
    }

    private synchronized @Nullable Runnable next() {
      return tasks.poll();
    }
  }

  /** A dispatcher that answers as a test says, and remembers what it was told. */
  static final class Script implements Dispatch {
    final List<Invocation> invocations = new ArrayList<>();
    final List<Invocation> events = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    BiFunction<Invocation, AnswerSink, Outcome> answer;
    Acceptance acceptance;

    Script() {
      forget();
    }

    /** Begins anew: everything succeeds, and nothing was told yet. */
    void forget() {
      invocations.clear();
      events.clear();
      told.clear();
      answer = (invocation, sink) -> new Outcome.Success(Phases.NONE, "$LATEST", Bytes.EMPTY);
      acceptance = new Acceptance.Accepted();
    }

    @Override
    public Acceptance accept(Invocation invocation) {
      events.add(invocation);
      return acceptance;
    }

    @Override
    public Outcome invoke(Invocation invocation, AnswerSink sink) {
      invocations.add(invocation);
      return answer.apply(invocation, sink);
    }

    @Override
    public void changed(FunctionVersion.Key current) {
      told.add("changed " + current.arn().name() + " " + current.revision());
    }

    @Override
    public void deleted(FunctionArn function) {
      told.add("deleted " + function.name());
    }

    @Override
    public void deletedVersion(FunctionArn function, String version) {
      told.add("deleted " + function.name() + " " + version);
    }
  }

  /** Python 3.11 and Node 20, which stands in for Node 22. */
  private static final class TwoRuntimes implements Runtimes {
    private static final Installed PYTHON =
        new Installed(
            "python3.11", Language.PYTHON, "3.11.2", Path.of("/usr/bin/py"), Optional.empty());
    private static final Installed NODE =
        new Installed(
            "nodejs20.x", Language.NODE, "20.11.1", Path.of("/usr/bin/node"), Optional.empty());
    private static final Map<String, Installed> RUNS =
        Map.of("python3.11", PYTHON, "nodejs20.x", NODE, "nodejs22.x", NODE);

    @Override
    public List<Installed> installed() {
      return List.of(PYTHON, NODE);
    }

    @Override
    public Lookup find(String identifier) {
      Installed runs = RUNS.get(identifier);
      return runs == null
          ? new Missing("There are python3.11 and nodejs20.x; install it with apt.")
          : new Found(new Choice(identifier, runs));
    }
  }
}
