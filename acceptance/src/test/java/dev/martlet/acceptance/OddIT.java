package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Odd handlers of every runtime, through both doors: called, and as asynchronous events. What must
 * come of each stands in {@code odd/*.txt}.
 */
class OddIT extends OnePlatform {
  private static final String ODD = "\"odd\"";
  private static final String GOOD = "\"good\"";

  @TestFactory
  Stream<DynamicContainer> anOddFunctionIsToldAsOnAwsAndTheNextInvocationIsFine() {
    return OddRuntime.all(api, folder.resolve("called")).map(OddIT::tests);
  }

  private static DynamicContainer tests(OddRuntime runtime) {
    List<DynamicTest> tests = new ArrayList<>();
    for (OddCase odd : runtime.cases()) {
      String function = runtime.name() + "-" + tests.size();
      tests.add(DynamicTest.dynamicTest(odd.name(), () -> play(runtime, odd, function)));
    }
    return DynamicContainer.dynamicContainer(runtime.name(), tests);
  }

  private static void play(OddRuntime runtime, OddCase odd, String function) throws IOException {
    runtime.create(api, function, odd);
    Reply reply = api.invokeWithTail(function, ODD);
    assertThat(reply.status()).isEqualTo(200);
    told(odd, reply);
    if (!runtime.isAwsOwn()) {
      printed(odd, function, reply);
    }
    next(runtime, odd, function);
    if (odd.next() == OddCase.Next.SAME) {
      runtime.mend(api, function);
    }
    assertThat(api.invoke(function, GOOD).body()).isEqualTo(GOOD);
    odd.expected("later").ifPresent(text -> later(function, text));
  }

  // What is printed while the code is loaded stands before the invocation, and not in its tail.
  private static void printed(OddCase odd, String function, Reply reply) {
    if (odd.next() == OddCase.Next.SAME) {
      odd.log()
          .forEach(
              line -> {
                var _ =
                    api.repeat(() -> api.log(function), log -> log.body().contains(escaped(line)));
              });
    } else {
      String tail = reply.header("tail").orElse("");
      odd.log().forEach(line -> assertThat(tail).contains(line.replace("«id»", id(reply))));
    }
  }

  private static void told(OddCase odd, Reply reply) {
    assertThat(reply.header("x-amz-function-error").isPresent())
        .as(reply.body())
        .isEqualTo(odd.fails());
    odd.expected("answer").ifPresent(answer -> assertThat(reply.body()).isEqualTo(answer));
    odd.expected("body").ifPresent(body -> assertThat(reply.body()).isEqualTo(body));
    odd.expected("error")
        .ifPresent(type -> assertThat(reply.member("errorType")).as(reply.body()).isEqualTo(type));
    odd.expected("message").ifPresent(message -> says(message.replace("«id»", id(reply)), reply));
  }

  private static void says(String message, Reply reply) {
    String said = reply.member("errorMessage");
    assertThat(reply.body()).contains("\"errorMessage\"");
    if (message.endsWith("…")) {
      assertThat(said).startsWith(message.substring(0, message.length() - 1));
    } else {
      assertThat(said).isEqualTo(message);
    }
  }

  private static String id(Reply reply) {
    return reply.header("x-amzn-requestid").orElseThrow();
  }

  private static void next(OddRuntime runtime, OddCase odd, String function) {
    Reply next = api.invokeWithTail(function, GOOD);
    boolean cold = next.header("tail").orElse("").contains("Init Duration");
    switch (odd.next()) {
      case SAME -> told(odd, next);
      case WARM, COLD -> {
        assertThat(next.body()).isEqualTo(GOOD);
        // AWS's own clients end themselves after some errors that ours get over.
        if (!runtime.isAwsOwn()) {
          assertThat(cold).isEqualTo(odd.next() == OddCase.Next.COLD);
        }
      }
    }
  }

  // An environment may stand still until its next invocation.
  private static void later(String function, String text) {
    var _ =
        api.repeat(
            () -> {
              var _ = api.invoke(function, GOOD);
              return api.log(function);
            },
            log -> log.body().contains(escaped(text)));
  }

  private static String escaped(String text) {
    return text.replace("\"", "\\\"").replace("\r", "\\r").replace("\t", "\\t");
  }

  /** A platform of its own, so that nothing else is queued there. */
  @Test
  void anOddFunctionsEventIsKeptToBeTriedAgainIfItFails() throws IOException {
    Platform queueing = Platform.start(folder.resolve("queueing"));
    Api events = queueing.api();
    Map<String, String> accepted = new LinkedHashMap<>();
    int failing = 0;
    for (OddRuntime runtime : OddRuntime.all(events, folder.resolve("events")).toList()) {
      for (OddCase odd : runtime.cases()) {
        String function = "event-" + accepted.size();
        runtime.create(events, function, odd);
        Reply reply = events.event(function, ODD);
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        accepted.put(function, id(reply));
        failing += odd.fails() ? 1 : 0;
      }
    }
    accepted.forEach(
        (function, id) ->
            events.repeat(
                () -> events.log(function), log -> log.body().contains("REPORT RequestId: " + id)));
    events.queued(failing);
    queueing.kill(); // a stop would wait for what is to be tried again
    queueing.close();
  }
}
