package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.Invocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Of 1,024 MB that events have together. */
class EventsOfLargeFunctionsTest extends EventsGround {
  private static final FunctionVersion LARGE = version(Functions.version("a", "r1", 512), "1");

  private static FunctionVersion version(FunctionVersion latest, String version) {
    return new FunctionVersion(
        latest.arn(),
        version,
        latest.revision(),
        latest.runtime(),
        latest.handler(),
        latest.code(),
        latest.memory(),
        latest.timeout(),
        latest.environment(),
        latest.role(),
        latest.log());
  }

  private Invocation invocation(FunctionVersion function, String qualifier) {
    Invocation usual = invocation(function);
    return new Invocation(
        usual.id(),
        usual.function(),
        qualifier,
        usual.event(),
        usual.clientContext(),
        usual.traceHeader(),
        usual.tail(),
        usual.arrivalNanos());
  }

  @Test
  void aLargeFunctionHasHalfOfTheMemoryAndLeavesItsPlacesToTheOthers() {
    FunctionVersion large = Functions.version("a", "r1", 512);
    catalog = (function, _) -> new FunctionCatalog.Found(function.equals(A.arn()) ? large : B);
    Events events = events(dispatcher(9), limits(100, 16), tasks::add);
    events.start();
    for (int i = 0; i < 10; i++) {
      accept(events, A);
      accept(events, B);
    }
    work(1);
    assertThat(tasks).as("one of 512 MB, four of 128 MB").hasSize(5);
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(20);
  }

  @Test
  void aVersionIsCountedWithItsOwnMemoryAndNotWithThatOfTheLatest() {
    Map<String, FunctionVersion> versions = Map.of("$LATEST", A, "1", LARGE);
    catalog =
        (_, qualifier) ->
            new FunctionCatalog.Found(Objects.requireNonNull(versions.get(qualifier)));
    Events events = events(dispatcher(9), limits(100, 16), tasks::add);
    events.start();
    for (int i = 0; i < 10; i++) {
      events.accept(invocation(A, "1"));
    }
    work(1);
    assertThat(tasks).as("of 512 MB each").hasSize(1);
    tasks.clear();

    events(dispatcher(9), limits(100, 16), tasks::add).start();
    work(1);
    assertThat(tasks).as("until their size is known").hasSize(1);
    work(Integer.MAX_VALUE);
    assertThat(tried).hasSize(10);
  }

  @Test
  void anAliasThatDividesIsAskedOnceForEachAttempt() {
    List<FunctionVersion> answers = new ArrayList<>(List.of(A, LARGE, A, A));
    catalog =
        (_, qualifier) ->
            new FunctionCatalog.Found(
                switch (qualifier) {
                  case "live" -> answers.removeFirst();
                  case "1" -> LARGE;
                  default -> A;
                });
    List<FunctionVersion> run = new ArrayList<>();
    script =
        (function, invocation, soFar, sink) -> {
          run.add(function);
          return succeed(function, invocation, soFar, sink);
        };
    Events events = started();
    events.accept(invocation(A, "live"));
    assertThat(answers).as("one to accept it, and one to try it").hasSize(2);
    assertThat(run).containsExactly(LARGE);
    assertThat(tried.getFirst().qualifier()).isEqualTo("live");
  }

  @Test
  void whatIsChangedWhileAnEventWaitsForMemoryIsRunAsItIsThen() {
    FunctionVersion changed = Functions.version("a", "r2", 128);
    List<FunctionVersion> then = new ArrayList<>(List.of(A, A, changed));
    catalog = (_, _) -> new FunctionCatalog.Found(then.size() > 1 ? then.removeFirst() : changed);
    List<String> revisions = new ArrayList<>();
    script =
        (function, invocation, soFar, sink) -> {
          revisions.add(function.revision());
          return succeed(function, invocation, soFar, sink);
        };
    accept(started(), A);
    assertThat(revisions).containsExactly("r2");
  }
}
