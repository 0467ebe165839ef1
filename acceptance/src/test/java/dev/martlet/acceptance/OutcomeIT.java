package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way in which an invocation can end, seen from outside. */
class OutcomeIT {
  private static final int MOST = 6_291_456;

  @TempDir static Path folder;
  private static Platform platform;
  private static Api api;

  /**
   * A way to fail.
   *
   * @param answer what the error document holds
   * @param log what the tail holds
   */
  private record Failing(String does, String answer, String log) {}

  private static final List<Failing> FAILING =
      List.of(
          new Failing("raise", "\"errorMessage\"", "last words"),
          new Failing("exit", "Runtime.ExitError", "last words"),
          new Failing("crash", "Runtime.ExitError", "last words"),
          new Failing("memory", "Runtime.OutOfMemory", "last words"),
          new Failing("wait\",\"millis\":\"30000", "Task timed out after 1.00 seconds", "REPORT"));

  @BeforeAll
  static void start() {
    platform = Platform.start(folder.resolve("data"));
    api = platform.api();
    for (Language language : Language.values()) {
      language.create(api, "any-" + language, "\"Timeout\":10");
      language.create(api, "hasty-" + language, "\"Timeout\":1");
    }
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @TestFactory
  List<DynamicTest> aFailureIsToldAndTheNextInvocationIsFine() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Language language : Language.values()) {
      for (Failing failing : FAILING) {
        tests.add(
            DynamicTest.dynamicTest(
                language + " " + failing.does(), () -> fails(language, failing)));
      }
    }
    return tests;
  }

  private static void fails(Language language, Failing failing) {
    boolean waits = failing.does().startsWith("wait");
    String name = (waits ? "hasty-" : "any-") + language;
    String event =
        waits ? "{\"do\":\"wait\",\"millis\":30000}" : "{\"do\":\"" + failing.does() + "\"}";
    Reply reply = api.invokeWithTail(name, event);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-amz-function-error")).contains("Unhandled");
    assertThat(reply.body()).contains(failing.answer());
    assertThat(reply.header("tail").orElse("")).contains(failing.log(), "REPORT RequestId");
    Reply next = api.invoke(name, "{\"fine\":true}");
    assertThat(next.header("x-amz-function-error")).isEmpty();
    assertThat(next.body()).isEqualToIgnoringWhitespace("{\"fine\":true}");
  }

  @ParameterizedTest
  @EnumSource
  void anErrorHasItsTypeMessageAndTrace(Language language) {
    Reply reply = api.invoke("any-" + language, "{\"do\":\"raise\"}");
    assertThat(reply.member("errorMessage")).isEqualTo("no luck");
    assertThat(reply.member("errorType"))
        .isEqualTo(language == Language.PYTHON ? "ValueError" : "RangeError");
    assertThat(reply.body()).contains(language == Language.PYTHON ? "stackTrace" : "trace");
  }

  @ParameterizedTest
  @EnumSource
  void globalStateLivesFromOneWarmInvocationToTheNext(Language language) {
    language.create(api, "count-" + language, "");
    for (int i = 1; i <= 3; i++) {
      assertThat(api.invoke("count-" + language, "{\"do\":\"count\"}").body())
          .isEqualTo(String.valueOf(i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLargestEventAndAnswerPass(Language language) {
    String event = "{\"text\":\"" + "x".repeat(MOST - 11) + "\"}";
    assertThat(event).hasSize(MOST);
    Reply reply = api.invoke("any-" + language, event);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-amz-function-error")).isEmpty();
    assertThat(reply.body()).hasSizeBetween(MOST, MOST + 10);
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatIsTooLargeIsAFunctionError(Language language) {
    Reply reply = api.invoke("any-" + language, "{\"do\":\"large\",\"size\":7000000}");
    assertThat(reply.header("x-amz-function-error")).contains("Unhandled");
    assertThat(reply.body()).contains("ResponseSizeTooLarge");
  }

  @ParameterizedTest
  @EnumSource
  void thirtyTwoAtOnceEachGetTheirOwnAnswer(Language language)
      throws InterruptedException, ExecutionException {
    String name = "any-" + language;
    List<Future<Reply>> replies;
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      replies =
          IntStream.range(0, 128)
              .mapToObj(i -> callers.submit(() -> api.invoke(name, "{\"number\":" + i + "}")))
              .toList();
    }
    for (int i = 0; i < replies.size(); i++) {
      assertThat(replies.get(i).get().body()).isEqualToIgnoringWhitespace("{\"number\":" + i + "}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfLogLinesLeavesItsNeighbourAlone(Language language)
      throws InterruptedException, ExecutionException {
    String name = "any-" + language;
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Reply> flood =
          callers.submit(() -> api.invokeWithTail(name, "{\"do\":\"flood\",\"lines\":20000}"));
      for (int i = 0; i < 20; i++) {
        assertThat(api.invoke("hasty-" + language, "{\"a\":1}").header("x-amz-function-error"))
            .isEmpty();
      }
      assertThat(flood.get().body()).isEqualTo("20000");
      assertThat(flood.get().header("tail").orElse("")).contains("line 019999");
    }
  }
}
