package dev.martlet.metrics;

import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Counts and times what happens; {@code docs/metrics.md} documents every name. Safe for all
 * threads; never blocks.
 */
public final class Metrics implements Observer {
  /** The content type of {@link #page}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] LATENCIES =
      milliseconds(1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000);
  private static final Duration[] COMMITS = milliseconds(1, 2, 5, 10, 50, 250);

  /** The states that are not counted: what comes before the first and after the last. */
  private static final String UNBORN = "none";

  private static final String GONE = "ended";

  /** Outcomes as labels; a function error and every kind of death are told apart. */
  private enum End {
    SUCCESS,
    FUNCTION_ERROR,
    TIMEOUT,
    OUT_OF_MEMORY,
    CRASH,
    EXIT,
    THROTTLED,
    REFUSED
  }

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<End, Counter> invocations = new EnumMap<>(End.class);
  private final Map<Outcome.Limit, Counter> throttles = new EnumMap<>(Outcome.Limit.class);
  private final Timer run;
  private final Timer waited;
  private final Timer coldStart;
  private final Counter eventsAccepted;
  private final Counter eventsTurnedAway;
  private final Counter eventsTried;
  private final Map<EventDropped.Reason, Counter> eventsDropped =
      new EnumMap<>(EventDropped.Reason.class);
  private volatile EventQueue events = new EventQueue(() -> 0, () -> 0, () -> Duration.ZERO);
  private final Counter environmentsStarted;
  private final Counter environmentsEnded;
  private final Map<String, LongAdder> environments = new ConcurrentHashMap<>();
  private final Timer calls;
  private final Counter clientErrors;
  private static final int NOT_IMPLEMENTED = 501;

  private final Counter platformErrors;
  private final Timer commit;
  private final Counter commitWorks;

  public Metrics() {
    for (End end : End.values()) {
      invocations.put(
          end, counter("martlet.invocations", "Invocations that ended", "outcome", label(end)));
    }
    for (Outcome.Limit limit : Outcome.Limit.values()) {
      throttles.put(
          limit, counter("martlet.throttles", "Invocations throttled", "limit", label(limit)));
    }
    run =
        timer(
            "martlet.invocation.run",
            "From the event's first byte to the answer's last",
            LATENCIES);
    waited =
        timer("martlet.invocation.wait", "From arrival until an environment was free", LATENCIES);
    coldStart = timer("martlet.cold.start", "Start of an environment, its code loaded", LATENCIES);
    eventsAccepted = counter("martlet.events.accepted", "Asynchronous invocations accepted");
    eventsTurnedAway =
        counter("martlet.events.turned.away", "Asynchronous invocations that met a full queue");
    eventsTried = counter("martlet.events.tried", "Attempts at asynchronous invocations");
    for (EventDropped.Reason reason : EventDropped.Reason.values()) {
      eventsDropped.put(
          reason,
          counter(
              "martlet.events.dropped",
              "Asynchronous invocations given up",
              "reason",
              label(reason)));
    }
    eventGauges();
    environmentsStarted = counter("martlet.environments.started", "Environments started");
    environmentsEnded = counter("martlet.environments.ended", "Environments ended");
    calls = timer("martlet.api.calls", "Calls of management operations", LATENCIES);
    clientErrors = counter("martlet.api.errors", "Calls answered with an error", "fault", "client");
    platformErrors =
        counter("martlet.api.errors", "Calls answered with an error", "fault", "platform");
    commit =
        timer("martlet.commits", "One commit of the store, which may hold several works", COMMITS);
    commitWorks = counter("martlet.commit.works", "Works that commits held");
  }

  @Override
  public void on(Happened happened) {
    switch (happened) {
      case InvocationEnded ended -> invocationEnded(ended.outcome());
      case EnvironmentStarted started -> {
        environmentsStarted.increment();
        coldStart.record(started.cold().sandbox().plus(started.cold().init()));
      }
      case EnvironmentEnded ended -> environmentsEnded.increment();
      case EnvironmentStateChanged changed -> {
        shift(changed.from(), -1);
        shift(changed.to(), 1);
      }
      case Throttled throttled -> count(throttles, throttled.limit());
      case ApiCallEnded ended -> callEnded(ended);
      case EventAccepted accepted -> eventsAccepted.increment();
      case EventTurnedAway turnedAway -> eventsTurnedAway.increment();
      case EventTried tried -> eventsTried.increment();
      case EventDropped dropped -> count(eventsDropped, dropped.reason());
      case CommitEnded ended -> {
        commit.record(ended.took());
        commitWorks.increment(ended.works());
      }
    }
  }

  /** How the queue of asynchronous invocations stands; asked for each page. */
  private record EventQueue(LongSupplier count, LongSupplier bytes, Supplier<Duration> age) {}

  /** Shows the queue of asynchronous invocations from now on: its answers must not block. */
  public void followEvents(LongSupplier count, LongSupplier bytes, Supplier<Duration> age) {
    events = new EventQueue(count, bytes, age);
  }

  private void eventGauges() {
    gauge("martlet.events.queued", "Queued", () -> events.count().getAsLong());
    gauge("martlet.events.queued.bytes", "Their payloads", () -> events.bytes().getAsLong());
    gauge(
        "martlet.events.oldest.age.seconds",
        "Age of the oldest one queued",
        () -> events.age().get().toSeconds());
  }

  /** All numbers as they are now, in Prometheus's text format. */
  public String page() {
    return registry.scrape();
  }

  private void invocationEnded(Outcome outcome) {
    End end =
        switch (outcome) {
          case Outcome.Success success -> End.SUCCESS;
          case Outcome.FunctionError error -> End.FUNCTION_ERROR;
          case Outcome.TimedOut timedOut -> End.TIMEOUT;
          case Outcome.OutOfMemory outOfMemory -> End.OUT_OF_MEMORY;
          case Outcome.Crashed crashed -> End.CRASH;
          case Outcome.Exited exited -> End.EXIT;
          case Outcome.Throttled throttled -> End.THROTTLED;
          case Outcome.Refused refused -> End.REFUSED;
        };
    count(invocations, end);
    if (outcome instanceof Outcome.Ran) {
      Phases phases = outcome.phases();
      run.record(phases.run());
      waited.record(phases.waited());
    }
  }

  private void callEnded(ApiCallEnded ended) {
    calls.record(ended.took());
    // Who asks for what there is not has not met a fault of the platform.
    if (ended.status() >= 500 && ended.status() != NOT_IMPLEMENTED) {
      platformErrors.increment();
    } else if (ended.status() >= 400) {
      clientErrors.increment();
    }
  }

  /**
   * There are as many states as the lifecycle has; those before its begin and after its end, none.
   */
  private void shift(String state, int by) {
    if (!state.equals(UNBORN) && !state.equals(GONE)) {
      environments.computeIfAbsent(state, this::stateGauge).add(by);
    }
  }

  private LongAdder stateGauge(String state) {
    LongAdder number = new LongAdder();
    Gauge.builder("martlet.environments", number, LongAdder::sum)
        .description("Environments by state")
        .tag("state", state)
        .register(registry);
    return number;
  }

  private static <E extends Enum<E>> void count(Map<E, Counter> counters, E which) {
    Objects.requireNonNull(counters.get(which)).increment();
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private Counter counter(String name, String description, String... labels) {
    return Counter.builder(name).description(description).tags(labels).register(registry);
  }

  private Timer timer(String name, String description, Duration[] buckets) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Duration[] milliseconds(long... values) {
    return LongStream.of(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
