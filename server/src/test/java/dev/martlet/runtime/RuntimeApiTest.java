package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.Bytes;
import dev.martlet.model.Invocation;
import dev.martlet.runtime.ApiClient.Reply;
import dev.martlet.runtime.ApiGround.Invoked;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Runtime API as a runtime sees it: who asks and answers in order. */
@Timeout(60)
class RuntimeApiTest {
  private ApiGround ground;
  private ApiClient runtime;

  @BeforeEach
  void open() throws IOException {
    ground = new ApiGround();
    runtime = ground.connect();
  }

  @AfterEach
  void close() throws IOException {
    ground.close();
  }

  @Test
  void anEventBringsItsHeadersAndItsAnswerGoesToTheCaller() throws Exception {
    GuestEvent event = ApiGround.event("{\"a\":\"é\"}");
    FutureTask<Invoked> invoked = ground.invoke(event);

    Reply next = runtime.next();
    assertThat(next.status()).isEqualTo(200);
    assertThat(next.body()).isEqualTo("{\"a\":\"é\"}");
    assertThat(next.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("lambda-runtime-aws-request-id", event.id().value())
        .containsEntry("lambda-runtime-deadline-ms", "1700000003000")
        .containsEntry("lambda-runtime-invoked-function-arn", event.invokedArn())
        .containsEntry("lambda-runtime-trace-id", "Root=1-5e1b4151")
        .containsEntry("lambda-runtime-client-context", "{\"custom\":{\"a\":\"b\"}}")
        .doesNotContainKey("lambda-runtime-cognito-identity");

    assertThat(runtime.respond(event.id().value(), "\"pong\""))
        .isEqualTo(
            new Reply(
                202,
                java.util.Map.of("content-type", "application/json", "content-length", "16"),
                "{\"status\":\"OK\"}\n"));
    assertThat(invoked.get()).isEqualTo(new Invoked(new Answer.Answered(6), "\"pong\""));
  }

  @Test
  void aConnectionThatIsAcceptedWhileItEndsIsClosed() throws Exception {
    try (LateListener listener = new LateListener();
        Socket late = new Socket(listener.address(), listener.port())) {
      RuntimeApi api = new RuntimeApi(listener, ground.clock);
      listener.awaitAccepted();
      api.close();
      listener.handOver();
      assertThat(late.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void loadingHasSucceededOnceTheRuntimeAsks() throws Exception {
    runtime.ask();
    assertThat(ground.initialise()).isEqualTo(new InitResult.Ready());
  }

  @Test
  void whatARuntimeSaysAboutLoadingIsKept() throws Exception {
    Reply reply =
        runtime.post(
            "init/error", "Lambda-Runtime-Function-Error-Type: Runtime.NoSuchHandler\r\n", "{}");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(ground.initialise())
        .isEqualTo(new InitResult.Failed("Runtime.NoSuchHandler", Bytes.utf8("{}")));
    assertThat(runtime.next().body())
        .contains("State transition from InitError to Ready failed", "InvalidStateTransition");
  }

  @Test
  void anErrorHasItsTypeWithoutWhatIsInvisible() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    String headers = "lambda-runtime-function-error-type: Bad\u202eLuck\r\n";
    assertThat(runtime.post("invocation/" + event.id() + "/error", headers, "{\"x\":1}").status())
        .isEqualTo(202);
    assertThat(invoked.get())
        .isEqualTo(new Invoked(new Answer.Failed("Bad?Luck", 7, false), "{\"x\":1}"));
  }

  @Test
  void anErrorWithoutATypeIsUnknown() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    runtime.post("invocation/" + event.id() + "/error", "", "");
    assertThat(invoked.get())
        .isEqualTo(new Invoked(new Answer.Failed("Runtime.Unknown", 0, false), ""));
  }

  @Test
  void anAnswerForAnotherIdIsRefusedAndTheRightOneTaken() throws Exception {
    assertThat(runtime.respond("8d0b4b0e-0000-4000-8000-000000000001", "1"))
        .satisfies(RuntimeApiTest::isInvalidId);
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    assertThat(runtime.respond("8d0b4b0e-0000-4000-8000-000000000001", "1"))
        .satisfies(RuntimeApiTest::isInvalidId);
    assertThat(runtime.post("invocation/x/error", "", "1")).satisfies(RuntimeApiTest::isInvalidId);
    assertThat(runtime.respond(event.id().value(), "2").status()).isEqualTo(202);
    assertThat(invoked.get().document()).isEqualTo("2");
  }

  private static void isInvalidId(Reply reply) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .isEqualTo(
            "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}\n");
  }

  @Test
  void aSecondAnswerIsRefused() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    runtime.respond(event.id().value(), "1");
    Reply second = runtime.respond(event.id().value(), "2");
    assertThat(second.status()).isEqualTo(403);
    assertThat(second.body())
        .isEqualTo(
            "{\"errorMessage\":\"State transition from RuntimeResponseSentState to"
                + " InvocationResponse failed for runtime. Error: State transition is not"
                + " allowed\",\"errorType\":\"InvalidStateTransition\"}\n");
    assertThat(invoked.get().document()).isEqualTo("1");
  }

  @Test
  void loadingCannotFailOnceItHasSucceeded() throws Exception {
    FutureTask<Invoked> invoked = ground.invoke(ApiGround.event("1"));
    runtime.next();
    assertThat(runtime.post("init/error", "", "{}").body())
        .contains("State transition from Running to InitError failed");
    assertThat(invoked.isDone()).isFalse();
  }

  @Test
  void whoAsksAgainGetsTheSameEventAgain() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    Reply first = runtime.next();
    ApiClient other = ground.connect();
    assertThat(other.next()).isEqualTo(first);
    other.respond(event.id().value(), "2");
    assertThat(invoked.get().document()).isEqualTo("2");
  }

  @Test
  void eachRequestMayComeOnAConnectionOfItsOwn() throws Exception {
    for (int i = 0; i < 3; i++) {
      GuestEvent event = ApiGround.event("" + i);
      FutureTask<Invoked> invoked = ground.invoke(event);
      Reply next;
      try (ApiClient asks = ground.connect()) {
        next = asks.next();
      }
      try (ApiClient answers = ground.connect()) {
        answers.respond(next.header("lambda-runtime-aws-request-id"), next.body());
      }
      assertThat(invoked.get().document()).isEqualTo("" + i);
    }
  }

  @Test
  void whoHangsUpWhileAskingIsForgotten() throws Exception {
    runtime.ask();
    ground.initialise();
    runtime.endOutput();
    assertThat(runtime.ended()).isTrue();
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    ApiClient other = ground.connect();
    assertThat(other.next().body()).isEqualTo("1");
    other.respond(event.id().value(), "2");
    assertThat(invoked.get().document()).isEqualTo("2");
  }

  @Test
  void answerAndNextQuestionMayComeInOnePacket() throws Exception {
    GuestEvent first = ApiGround.event("1");
    GuestEvent second = ApiGround.event("2");
    FutureTask<Invoked> invoked = ground.invoke(first);
    runtime.next();
    runtime.send(
        "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: x\r\n"
                .formatted(first.id())
            + "Content-Length: 3\r\n\r\n\"a\""
            + "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n"
            + "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(runtime.read().status()).isEqualTo(202);
    assertThat(invoked.get().document()).isEqualTo("\"a\"");
    FutureTask<Invoked> again = ground.invoke(second);
    assertThat(runtime.read().body()).isEqualTo("2");
    // What was asked behind it is answered behind it.
    assertThat(runtime.read().status()).isEqualTo(404);
    assertThat(again.isDone()).isFalse();
  }

  @Test
  void anAnswerInChunksIsTakenWhole() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    runtime.send(head(event, "Transfer-Encoding: chunked\r\n"));
    runtime.send("4\r\n\"abc\r\n");
    runtime.send("00000003;name=value\r\ndef\r\n");
    runtime.send("1\r\n\"\r\n0\r\n\r\n");
    assertThat(runtime.read().status()).isEqualTo(202);
    assertThat(invoked.get().document()).isEqualTo("\"abcdef\"");
  }

  @Test
  void aStreamedAnswerIsBufferedAndItsLateErrorTold() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    String document = "{\"errorType\":\"Late\"}";
    String body = Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8));
    runtime.send(
        head(
            event,
            "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n"));
    runtime.send("3\r\nabc\r\n0\r\nLambda-Runtime-Function-Error-Type: Late\r\n");
    runtime.send("Lambda-Runtime-Function-Error-Body: " + body + "\r\n\r\n");
    assertThat(runtime.read().status()).isEqualTo(202);
    assertThat(invoked.get())
        .isEqualTo(new Invoked(new Answer.Failed("Late", document.length(), false), document));
  }

  @Test
  void anotherResponseModeIsAnErrorOfTheRuntime() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    Reply reply =
        runtime.post(
            "invocation/" + event.id() + "/response",
            "Lambda-Runtime-Function-Response-Mode: telepathic\r\n",
            "1");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("InvalidFunctionResponseMode");
    assertThat(invoked.get().document()).contains("Runtime.InvalidResponseModeHeader");
  }

  @Test
  void theLargestAnswerIsTakenAndTheRuntimeAskedToSendIt() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    runtime.send(
        head(
            event,
            "Expect: 100-continue\r\nContent-Length: " + Invocation.MAX_ANSWER_BYTES + "\r\n"));
    assertThat(runtime.read().status()).isEqualTo(100);
    runtime.send("x".repeat(Invocation.MAX_ANSWER_BYTES));
    assertThat(runtime.read().status()).isEqualTo(202);
    assertThat(invoked.get().answer()).isEqualTo(new Answer.Answered(Invocation.MAX_ANSWER_BYTES));
  }

  @Test
  void anAnswerThatIsTooLargeIsAFunctionErrorAndTheRuntimeGoesOn() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    Reply reply = runtime.respond(event.id().value(), "x".repeat(Invocation.MAX_ANSWER_BYTES + 1));
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.body())
        .contains(
            "Exceeded maximum allowed payload size (6291556 bytes).", "RequestEntityTooLarge");
    assertThat(invoked.get().answer())
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            failed -> {
              assertThat(failed.errorType()).isEqualTo("Function.ResponseSizeTooLarge");
              assertThat(failed.last()).isFalse();
            });
    FutureTask<Invoked> again = ground.invoke(ApiGround.event("2"));
    assertThat(runtime.next().body()).isEqualTo("2");
    assertThat(again.isDone()).isFalse();
  }

  @Test
  void anAnswerInChunksThatIsTooLargeIsFoundOutToo() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    runtime.send(head(event, "Transfer-Encoding: chunked\r\n"));
    for (int i = 0; i < 7; i++) {
      runtime.send("100000\r\n" + "x".repeat(0x100000) + "\r\n");
    }
    runtime.send("0\r\n\r\n");
    assertThat(runtime.read().status()).isEqualTo(413);
    assertThat(invoked.get().document()).contains("Function.ResponseSizeTooLarge");
  }

  @Test
  void aBrokenAnswerMayBeTriedAgain() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    runtime.send(head(event, "Content-Length: 100\r\n") + "half of it");
    runtime.endOutput();
    assertThat(runtime.ended()).isTrue();
    assertThat(ground.connect().respond(event.id().value(), "whole").status()).isEqualTo(202);
    assertThat(invoked.get().document()).isEqualTo("whole");
  }

  @Test
  void theCallersTextsBeginNoHeader() throws Exception {
    GuestEvent plain = ApiGround.event("1");
    GuestEvent event =
        new GuestEvent(
            plain.id(),
            plain.invokedArn(),
            plain.deadline(),
            "Root=1\r\nEvil: 1",
            "{\n \"é\":1}",
            plain.event());
    FutureTask<Invoked> invoked = ground.invoke(event);
    Reply next = runtime.next();
    assertThat(invoked.isDone()).isFalse();
    assertThat(next.headers()).doesNotContainKey("evil");
    assertThat(next.header("lambda-runtime-trace-id")).isEqualTo("Root=1  Evil: 1");
  }

  @Test
  void theEndOfTheGuestEndsWhatWaits() throws Exception {
    FutureTask<Invoked> invoked = ground.invoke(ApiGround.event("1"));
    runtime.next();
    runtime.close();
    ground.api.guestEnded();
    assertThat(invoked.get().answer()).isEqualTo(new Answer.Closed(true));
    assertThat(ground.invoke(ApiGround.event("2")).get().answer())
        .isEqualTo(new Answer.Closed(false));
    assertThatThrownBy(() -> ground.connect().next()).isInstanceOf(IOException.class);
  }

  @Test
  void theEndOfTheGuestEndsLoading() throws Exception {
    runtime.close();
    ground.api.guestEnded();
    assertThat(ground.initialise()).isEqualTo(new InitResult.Closed());
  }

  @Test
  void whatTheGuestSentBeforeItsEndCounts() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    runtime.next();
    runtime.send(head(event, "Content-Length: 5\r\n") + "la");
    ground.api.guestEnded();
    runtime.send("st!");
    runtime.endOutput();
    assertThat(invoked.get()).isEqualTo(new Invoked(new Answer.Answered(5), "last!"));
  }

  @Test
  void aThousandEventsGetTheirOwnAnswers() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int call = 0; call < 1_000; call++) {
      int size = call % 100 == 9 ? 100_000 + random.nextInt(200_000) : random.nextInt(2000);
      String text = "\"" + (char) ('a' + random.nextInt(26)) + "x".repeat(size) + "\"";
      FutureTask<Invoked> invoked = ground.invoke(ApiGround.event(text));
      Reply next = runtime.next();
      assertThat(next.body()).as("seed %d, call %d", seed, call).isEqualTo(text);
      runtime.respond(next.header("lambda-runtime-aws-request-id"), next.body());
      assertThat(invoked.get().document()).as("seed %d, call %d", seed, call).isEqualTo(text);
    }
  }

  static String head(GuestEvent event, String headers) {
    return "POST /2018-06-01/runtime/invocation/"
        + event.id()
        + "/response HTTP/1.1\r\nHost: x\r\n"
        + headers
        + "\r\n";
  }
}
