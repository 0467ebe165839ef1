package dev.martlet.app;

import dev.martlet.aws.Access;
import dev.martlet.aws.Guard;
import dev.martlet.aws.Pipeline;
import dev.martlet.code.CodeTrees;
import dev.martlet.dispatch.Dispatcher;
import dev.martlet.dispatch.Events;
import dev.martlet.functions.FunctionOperations;
import dev.martlet.functions.Functions;
import dev.martlet.functions.Host;
import dev.martlet.http.Certificates;
import dev.martlet.http.HttpSettings;
import dev.martlet.http.Problem;
import dev.martlet.http.Routes;
import dev.martlet.identity.Authorizer;
import dev.martlet.identity.Keys;
import dev.martlet.logs.LogOperations;
import dev.martlet.logs.LogStore;
import dev.martlet.logs.Retention;
import dev.martlet.metrics.Metrics;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Observer;
import dev.martlet.model.Runtimes;
import dev.martlet.model.SystemClock;
import dev.martlet.pool.EnvironmentParts;
import dev.martlet.pool.Pool;
import dev.martlet.pool.PoolLimits;
import dev.martlet.sandbox.Sandboxes;
import dev.martlet.store.DataDirectory;
import dev.martlet.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Puts the whole platform together, in reading order: from the disk up to the door. */
final class Assembly {
  private static final int STARTS_PER_CORE = 2;
  private static final int ENOUGH_PER_CORE = 4;
  private static final int BACKGROUND_THREADS = 2;
  private static final Duration BACKGROUND_GRACE = Duration.ofSeconds(5);

  private final Config config;
  private final Home home;
  private final Machine machine;
  private final Shutdown shutdown;
  private final SystemClock clock = new SystemClock();
  private final SecureRandom random = new SecureRandom();
  private final Metrics metrics = new Metrics();
  private final Observer observer = new Observers(metrics, new CallLog());

  /**
   * @param shutdown is told how to close each part, as soon as it is open
   */
  Assembly(Config config, Home home, Machine machine, Shutdown shutdown) {
    this.config = config;
    this.home = home;
    this.machine = machine;
    this.shutdown = shutdown;
  }

  /** Requests are answered when this returns. */
  Platform assemble() throws Refused, IOException {
    shutdown.add("the clock", clock::close);
    Ground ground = new Ground(config, home, machine, clock);
    Optional<Certificates> certificates = ground.certificates();
    Listener listener = new Listener(settings(certificates), clock);
    Shutdown.Step closeListener = Shutdown.once(listener::close);
    shutdown.add("the listener that led nowhere", closeListener);

    DataDirectory directory = ground.dataDirectory();
    shutdown.add("the data directory", directory::close);
    CountDownLatch confined = new CountDownLatch(1);
    Beside<Sandboxes> confinement =
        new Beside<>(
            "martlet-confinement", () -> sandboxes(ground, directory, confined), Sandboxes::close);
    shutdown.add("the sandboxes", confinement::close);
    Runtimes runtimes = ground.runtimes(directory, confined);
    Store store = ground.store(directory, observer);
    shutdown.add("the store", store::close);
    LogStore logs = new LogStore(directory.logs(), retention(), clock);
    shutdown.add("the logs", logs::close);

    Functions functions = functions(store);
    CodeTrees trees = CodeTrees.open(directory.code(), store.blobs(), machine.boot());
    Keys keys = ground.keys(directory, random);
    Sandboxes sandboxes = confinement.opened();
    ground.showCode(directory);
    Pool pool = Pool.open(poolLimits(), parts(runtimes, trees, keys, sandboxes, logs), observer);
    shutdown.add("the pool", pool::close);
    Dispatcher dispatcher =
        new Dispatcher(functions, config.accountConcurrency(), pool, observer, clock);
    Events events = events(store, functions, dispatcher);

    Access access = new Access(config.account(), config.regions(), config.dev());
    Guard guard = new Guard(access, keys, clock);
    FunctionOperations operations =
        new FunctionOperations(
            new FunctionOperations.Parts(
                functions,
                store.blobs(),
                trees,
                runtimes,
                host(directory),
                guard::link,
                clock,
                () -> UUID.randomUUID().toString(),
                background()),
            dispatcher,
            events);
    begin(store, operations, events);

    Health health = health(directory, store, operations, runtimes, sandboxes, certificates);
    Pages pages = new Pages(config, health, guard, runtimes, pool, metrics, sandboxes.level());
    Pipeline pipeline = pipeline(access, keys, operations, new LogOperations(logs));
    int port = listener.open(routes(pipeline, guard, pages, operations));
    shutdown.add("the listener", closeListener);
    shutdown.add("the taking of events", events::stop);
    operations.keepHouse();
    URI endpoint = Endpoints.url(config.doorstep(), port, certificates);
    return new Platform(config, directory, keys, runtimes, endpoint, certificates, shutdown);
  }

  private static Sandboxes sandboxes(
      Ground ground, DataDirectory directory, CountDownLatch confined) throws Refused, IOException {
    try {
      return ground.sandboxes(directory);
    } finally {
      confined.countDown();
    }
  }

  private EnvironmentParts parts(
      Runtimes runtimes, CodeTrees trees, Keys keys, Sandboxes sandboxes, LogStore logs) {
    return new EnvironmentParts(
        clock,
        random,
        runtimes,
        trees,
        keys.sessions(),
        sandboxes,
        logs,
        home.bootstraps(),
        config.strictCpu());
  }

  private Health health(
      DataDirectory directory,
      Store store,
      FunctionOperations functions,
      Runtimes runtimes,
      Sandboxes sandboxes,
      Optional<Certificates> certificates) {
    return new Health(
        directory.root(),
        () -> store.trouble().map(wrong -> Finding.trouble(wrong.what(), wrong.remedy())),
        functions::damaged,
        runtimes,
        sandboxes::unremoved,
        sandboxes::shortcomings,
        certificates,
        config.dev() ? List.of(Finding.ANYBODY_IS_ADMITTED) : List.of(),
        clock);
  }

  private static Routes routes(
      Pipeline pipeline, Guard guard, Pages pages, FunctionOperations functions) {
    return Routes.otherwise(pipeline)
        .on("/_martlet/health", pages::health)
        .on("/_martlet/metrics", pages::metrics)
        .on("/_martlet/runtimes", guard.before(pages::runtimes))
        .on(FunctionOperations.CODE_FOLDER, guard.before(functions::download))
        .on("/_martlet/", exchange -> exchange.respond(Problem.NOT_FOUND.answer()))
        .build();
  }

  private Host host(DataDirectory directory) throws IOException {
    return new Host(
        machine.architecture(),
        config.memory(),
        config.accountConcurrency(),
        new ByteSize(Files.getFileStore(directory.root()).getTotalSpace()));
  }

  private Functions functions(Store store) {
    Functions functions =
        new Functions(store.meta(), () -> ThreadLocalRandom.current().nextDouble());
    shutdown.add("the functions", functions::close);
    return functions;
  }

  private Pipeline pipeline(
      Access access, Keys keys, FunctionOperations functions, LogOperations logs) {
    Pipeline.Builder pipeline =
        Pipeline.builder(
            new Pipeline.Parts(
                access,
                keys,
                Authorizer.ownerOnly(config.account()),
                clock,
                // Request ids are names, not secrets, and asking the system for each is slow.
                () -> ThreadLocalRandom.current().nextLong(),
                observer));
    Operations.bind(pipeline, functions);
    Operations.bind(pipeline, logs);
    return pipeline.build();
  }

  private Events events(Store store, Functions functions, Dispatcher dispatcher) {
    Events.Parts parts =
        new Events.Parts(
            functions,
            store.events(),
            dispatcher,
            observer,
            clock,
            Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("martlet-event-", 0).factory()));
    Events events = new Events(parts, config.eventLimits());
    metrics.followEvents(events::count, () -> events.size().bytes(), events::age);
    shutdown.add("the events that are being tried", () -> events.await(config.shutdownGrace()));
    return events;
  }

  private void begin(Store store, FunctionOperations operations, Events events) {
    OldGeneration.watch(clock);
    store.whenRegained(operations::lookAgain);
    store.whenRegained(events::lookAgain);
    operations.start();
    events.start();
  }

  private ExecutorService background() {
    ExecutorService background =
        Executors.newFixedThreadPool(
            BACKGROUND_THREADS, Thread.ofPlatform().daemon().name("martlet-code-", 0).factory());
    shutdown.add(
        "the unpacking of code",
        () -> {
          background.shutdownNow();
          background.awaitTermination(BACKGROUND_GRACE.toSeconds(), TimeUnit.SECONDS);
        });
    return background;
  }

  private HttpSettings settings(Optional<Certificates> certificates) {
    Doorstep doorstep = config.doorstep();
    return HttpSettings.usual(
        doorstep.address(), doorstep.port(), config.shutdownGrace(), certificates);
  }

  private Retention retention() {
    return new Retention(Duration.ofDays(config.logRetentionDays()), config.logGroupSize());
  }

  private PoolLimits poolLimits() {
    return new PoolLimits(
        config.memory(),
        STARTS_PER_CORE * machine.cores(),
        ENOUGH_PER_CORE * machine.cores(),
        config.admissionWait(),
        config.freezeAfter(),
        config.keepAlive());
  }
}
