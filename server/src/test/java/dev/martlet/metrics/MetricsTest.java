package dev.martlet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.model.Region;
import dev.martlet.model.RequestId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MetricsTest {
  private static final FunctionArn SQUARE =
      new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), "square");
  private static final RequestId ID = new RequestId("8476a536-e9f4-11e8-9739-2dfe598c3fcd");
  private static final FunctionVersion.Key KEY = new FunctionVersion.Key(SQUARE, "$LATEST", "1");
  private static final Phases PHASES =
      new Phases(Duration.ofMillis(3), Phases.Cold.NONE, Duration.ofMillis(30));

  private final Metrics metrics = new Metrics();

  @TestFactory
  List<DynamicTest> anOutcomeCountsUnderItsOwnName() {
    Map<Outcome, String> cases =
        Map.of(
            new Outcome.Success(PHASES, "$LATEST", Bytes.EMPTY), "success",
            new Outcome.FunctionError(PHASES, "$LATEST", Bytes.EMPTY, "E"), "function_error",
            new Outcome.TimedOut(PHASES, "$LATEST", Bytes.EMPTY, Duration.ofSeconds(3)), "timeout",
            new Outcome.OutOfMemory(PHASES, "$LATEST", Bytes.EMPTY, ByteSize.megabytes(128)),
                "out_of_memory",
            new Outcome.Crashed(PHASES, "$LATEST", Bytes.EMPTY, 11), "crash",
            new Outcome.Exited(PHASES, "$LATEST", Bytes.EMPTY, 1), "exit",
            new Outcome.Throttled(PHASES, Outcome.Limit.MEMORY, ""), "throttled",
            new Outcome.Refused(PHASES, Outcome.Reason.NOT_FOUND, ""), "refused");
    return cases.entrySet().stream()
        .map(
            of ->
                DynamicTest.dynamicTest(
                    of.getValue(),
                    () -> {
                      ended(of.getKey());
                      assertThat(value("martlet_invocations_total", of.getValue())).isEqualTo(1);
                    }))
        .toList();
  }

  @Test
  void onlyInvocationsThatRanAreTimed() {
    ended(new Outcome.Success(PHASES, "$LATEST", Bytes.EMPTY));
    ended(new Outcome.Throttled(PHASES, Outcome.Limit.MEMORY, ""));
    assertThat(value("martlet_invocation_run_seconds_count", "")).isEqualTo(1);
    assertThat(value("martlet_invocation_run_seconds_sum", "")).isEqualTo(0.03);
    assertThat(value("martlet_invocation_wait_seconds_sum", "")).isEqualTo(0.003);
  }

  @Test
  void environmentsAreCountedByState() {
    metrics.on(new Observer.EnvironmentStateChanged(KEY, "none", "starting"));
    metrics.on(new Observer.EnvironmentStateChanged(KEY, "none", "starting"));
    metrics.on(new Observer.EnvironmentStateChanged(KEY, "starting", "idle"));
    assertThat(value("martlet_environments", "starting")).isEqualTo(1);
    assertThat(value("martlet_environments", "idle")).isEqualTo(1);
    metrics.on(new Observer.EnvironmentStateChanged(KEY, "idle", "ended"));
    assertThat(value("martlet_environments", "idle")).isZero();
    assertThat(metrics.page()).doesNotContain("\"none\"", "\"ended\"");
  }

  @Test
  void throttlesCallsAndCommitsAreCounted() {
    metrics.on(new Observer.Throttled(SQUARE, Outcome.Limit.STARTS));
    metrics.on(new Observer.CommitEnded(3, Duration.ofMillis(2)));
    for (int status : new int[] {200, 400, 404, 500, 501}) {
      metrics.on(new Observer.ApiCallEnded(ID, "root", "Invoke", status, "", Duration.ofMillis(1)));
    }
    assertThat(value("martlet_throttles_total", "starts")).isEqualTo(1);
    assertThat(value("martlet_commits_seconds_count", "")).isEqualTo(1);
    assertThat(value("martlet_commit_works_total", "")).isEqualTo(3);
    assertThat(value("martlet_api_calls_seconds_count", "")).isEqualTo(5);
    assertThat(value("martlet_api_errors_total", "client")).isEqualTo(3);
    assertThat(value("martlet_api_errors_total", "platform")).isEqualTo(1);
  }

  @Test
  void eventsAreCountedAndTheirQueueIsShownAsItIsNow() {
    metrics.on(new Observer.EventAccepted(ID, SQUARE));
    metrics.on(new Observer.EventTurnedAway(SQUARE));
    metrics.on(new Observer.EventTried(ID, SQUARE));
    metrics.on(new Observer.EventTried(ID, SQUARE));
    metrics.on(new Observer.EventDropped(ID, SQUARE, Observer.EventDropped.Reason.ERRORS));
    metrics.followEvents(() -> 3, () -> 4096, () -> Duration.ofSeconds(5));
    assertThat(value("martlet_events_accepted_total", "")).isEqualTo(1);
    assertThat(value("martlet_events_turned_away_total", "")).isEqualTo(1);
    assertThat(value("martlet_events_tried_total", "")).isEqualTo(2);
    assertThat(value("martlet_events_dropped_total", "errors")).isEqualTo(1);
    assertThat(value("martlet_events_dropped_total", "age")).isZero();
    assertThat(value("martlet_events_queued", "")).isEqualTo(3);
    assertThat(value("martlet_events_queued_bytes", "")).isEqualTo(4096);
    assertThat(value("martlet_events_oldest_age_seconds", "")).isEqualTo(5);
  }

  @Test
  void everyNameIsDocumentedAndNothingElseIs() throws IOException {
    metrics.on(new Observer.EnvironmentStateChanged(KEY, "none", "idle"));
    Set<String> shown =
        metrics
            .page()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ", -1)[2])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented()).containsExactlyElementsOf(shown);
  }

  private static Set<String> documented() throws IOException {
    return Pattern.compile("^\\| `(martlet_\\w+)`", Pattern.MULTILINE)
        .matcher(Files.readString(Path.of("../docs/metrics.md")))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void ended(Outcome outcome) {
    metrics.on(new Observer.InvocationEnded(ID, SQUARE, "$LATEST", outcome));
  }

  /** The one sample of {@code name} whose labels hold {@code label}. */
  private double value(String name, String label) {
    return metrics
        .page()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .filter(line -> label.isEmpty() || line.contains("\"" + label + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(0);
  }
}
