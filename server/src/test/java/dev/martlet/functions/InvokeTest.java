package dev.martlet.functions;

import static dev.martlet.functions.Workshop.arn;
import static dev.martlet.functions.Workshop.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.dispatch.Acceptance;
import dev.martlet.model.AnswerSink;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Call;
import dev.martlet.model.Invocation;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.InvocationRequest;
import dev.martlet.wire.shape.lambda.InvocationResponse;
import dev.martlet.wire.shape.lambda.InvocationType;
import dev.martlet.wire.shape.lambda.LogType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvokeTest {
  private static final Phases PHASES = Phases.NONE;
  private static final Bytes TAIL = Bytes.utf8("START\nEND\n");

  @TempDir private static Path data;
  private static Workshop workshop;

  @BeforeAll
  static void open() throws IOException {
    workshop = new Workshop(data);
    workshop.active("square");
  }

  @BeforeEach
  void forget() {
    workshop.script.forget();
  }

  @AfterAll
  static void close() throws IOException {
    workshop.close();
  }

  @Test
  void handsTheWholeInvocationDown() {
    String context = "{\"custom\":{\"a\":1}}";
    var _ =
        invoke(
            request()
                .payload(Blob.utf8("{\"numbers\":[2]}"))
                .clientContext(base64(context))
                .logType(LogType.TAIL)
                .qualifier("$LATEST"));

    assertThat(workshop.script.invocations)
        .containsExactly(
            new Invocation(
                call().requestId(),
                arn("square"),
                "$LATEST",
                Bytes.utf8("{\"numbers\":[2]}"),
                context,
                "Root=1-5759e988-bd862e3fe1be46a994272793",
                true,
                7));
  }

  @Test
  void nothingIsTheEmptyObject() {
    var _ = invoke(request());
    var _ = invoke(request().payload(Blob.EMPTY));

    assertThat(workshop.script.invocations)
        .extracting(Invocation::event)
        .containsOnly(Bytes.utf8("{}"));
  }

  @Test
  void withoutATraceHeaderATraceBegins() {
    Call known = call();
    Call bare =
        new Call(
            known.account(),
            known.region(),
            known.caller(),
            known.requestId(),
            Instant.ofEpochSecond(0x5759e988L),
            known.arrivalNanos(),
            known.endpoint(),
            null);
    var _ = workshop.operations.invoke(bare, request().build());

    assertThat(workshop.script.invocations)
        .extracting(Invocation::traceHeader)
        .containsExactly(
            "Root=1-5759e988-222243338444555555555555;Parent=1111111122224333;Sampled=0");
  }

  @Test
  void aSuccessIsTheAnswerAndTheTail() {
    answer(new Outcome.Success(PHASES, "$LATEST", TAIL), "{\"a\":", "1}");

    InvocationResponse response = invoke(request().logType(LogType.TAIL));

    assertThat(response)
        .isEqualTo(
            InvocationResponse.builder()
                .statusCode(200)
                .payload(Blob.utf8("{\"a\":1}"))
                .executedVersion("$LATEST")
                .logResult(base64("START\nEND\n"))
                .build());
  }

  static Stream<Outcome.Ran> failures() {
    return Stream.of(
        new Outcome.FunctionError(PHASES, "$LATEST", TAIL, "ValueError"),
        new Outcome.TimedOut(PHASES, "$LATEST", TAIL, Duration.ofSeconds(3)),
        new Outcome.OutOfMemory(PHASES, "$LATEST", TAIL, ByteSize.megabytes(128)),
        new Outcome.Crashed(PHASES, "$LATEST", TAIL, 11),
        new Outcome.Exited(PHASES, "$LATEST", TAIL, 1));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theFunctionsFaultIsStillStatus200(Outcome.Ran outcome) {
    answer(outcome, "{\"errorMessage\":\"no\"}");

    assertThat(invoke(request()))
        .isEqualTo(
            InvocationResponse.builder()
                .statusCode(200)
                .functionError("Unhandled")
                .payload(Blob.utf8("{\"errorMessage\":\"no\"}"))
                .executedVersion("$LATEST")
                .build());
  }

  record Turned(Outcome outcome, String code, String message, Map<String, String> members) {}

  static Stream<Turned> turnedAway() {
    Map<String, String> user = Map.of("Type", "User");
    Map<String, String> limit =
        Map.of("Type", "User", "Reason", "ConcurrentInvocationLimitExceeded");
    return Stream.of(
        new Turned(
            new Outcome.Throttled(PHASES, Outcome.Limit.ACCOUNT_CONCURRENCY, "inner"),
            "TooManyRequestsException",
            "Rate Exceeded.",
            limit),
        new Turned(
            new Outcome.Throttled(PHASES, Outcome.Limit.FUNCTION_CONCURRENCY, "inner"),
            "TooManyRequestsException",
            "Rate Exceeded.",
            Map.of("Type", "User", "Reason", "ReservedFunctionConcurrentInvocationLimitExceeded")),
        new Turned(
            new Outcome.Throttled(PHASES, Outcome.Limit.MEMORY, "No memory for 10 s."),
            "TooManyRequestsException",
            "No memory for 10 s.",
            user),
        new Turned(
            new Outcome.Throttled(PHASES, Outcome.Limit.STARTS, "No start for 10 s."),
            "TooManyRequestsException",
            "No start for 10 s.",
            user),
        new Turned(
            new Outcome.Refused(PHASES, Outcome.Reason.NOT_FOUND, "Function not found: arn"),
            "ResourceNotFoundException",
            "Function not found: arn",
            user),
        new Turned(
            new Outcome.Refused(PHASES, Outcome.Reason.NOT_READY, "state: Pending"),
            "ResourceConflictException",
            "state: Pending",
            user),
        new Turned(
            new Outcome.Refused(PHASES, Outcome.Reason.PLATFORM, "It did not start."),
            "ServiceException",
            "It did not start.",
            Map.of()));
  }

  @ParameterizedTest
  @MethodSource("turnedAway")
  void whatDidNotRunIsAnError(Turned turned) {
    answer(turned.outcome());

    ServiceError error = refusal(request());

    assertThat(error.code()).isEqualTo(turned.code());
    assertThat(error.getMessage()).isEqualTo(turned.message());
    assertThat(error.members()).isEqualTo(turned.members());
  }

  @Test
  void aDryRunRunsNothing() {
    assertThat(invoke(request().invocationType(InvocationType.DRY_RUN)))
        .isEqualTo(InvocationResponse.builder().statusCode(204).build());
    assertThat(refusal(request().functionName("none").invocationType(InvocationType.DRY_RUN)))
        .hasMessageContaining("Function not found: arn:aws:lambda:us-east-1:000000000000:function");
    assertThat(workshop.script.invocations).isEmpty();
  }

  @Test
  void anAsynchronousCallIsAcceptedAsItIsAndRunsNothingYet() {
    assertThat(invoke(event().payload(Blob.utf8("{\"a\":1}")).clientContext(base64("{}"))))
        .isEqualTo(InvocationResponse.builder().statusCode(202).build());

    assertThat(workshop.script.events)
        .containsExactly(
            new Invocation(
                call().requestId(),
                arn("square"),
                "$LATEST",
                Bytes.utf8("{\"a\":1}"),
                "{}",
                "Root=1-5759e988-bd862e3fe1be46a994272793",
                false,
                7));
    assertThat(workshop.script.invocations).isEmpty();
  }

  /** What came of accepting, and how the caller is told. */
  record NotAccepted(Acceptance acceptance, String code, String message) {}

  static Stream<NotAccepted> notAccepted() {
    return Stream.of(
        new NotAccepted(new Acceptance.Full("full"), "TooManyRequestsException", "full"),
        new NotAccepted(
            new Acceptance.Refused(Outcome.Reason.NOT_FOUND, "no such function"),
            "ResourceNotFoundException",
            "no such function"),
        new NotAccepted(
            new Acceptance.Refused(Outcome.Reason.NOT_READY, "pending"),
            "ResourceConflictException",
            "pending"),
        new NotAccepted(
            new Acceptance.Unknown(new IOException("lost")),
            "ServiceException",
            "The event may have been accepted, or not."));
  }

  @ParameterizedTest
  @MethodSource("notAccepted")
  void anAsynchronousCallThatIsNotAcceptedIsAnError(NotAccepted notAccepted) {
    workshop.script.acceptance = notAccepted.acceptance();

    ServiceError error = refusal(event());

    assertThat(error.code()).isEqualTo(notAccepted.code());
    assertThat(error.getMessage()).isEqualTo(notAccepted.message());
  }

  @Test
  void theEventOfAnAsynchronousCallMayHaveOneMegabyteAndNoMore() {
    byte[] most = new byte[1_048_576];
    Arrays.fill(most, (byte) ' ');
    most[0] = '1';
    assertThat(invoke(event().payload(Blob.adopt(most))).statusCode()).isEqualTo(202);

    ServiceError error = refusal(event().payload(Blob.adopt(new byte[1_048_577])));

    assertThat(error.code()).isEqualTo("RequestEntityTooLargeException");
    assertThat(error.getMessage())
        .isEqualTo(
            "1048577 byte payload is too large for the Event invocation type"
                + " (limit 1048576 bytes)");
    assertThat(workshop.script.events).hasSize(1);
  }

  @Test
  void anEventMayBeAsLongAsAwsAllowsAndNoLonger() {
    byte[] most = new byte[6_291_456];
    Arrays.fill(most, (byte) ' ');
    most[0] = '1';
    assertThat(invoke(request().payload(Blob.adopt(most))).statusCode()).isEqualTo(200);

    ServiceError error = refusal(request().payload(Blob.adopt(new byte[6_291_457])));

    assertThat(error.code()).isEqualTo("RequestEntityTooLargeException");
    assertThat(error.getMessage())
        .isEqualTo("Request must be smaller than 6291456 bytes for the InvokeFunction operation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}}",
        "1 2",
        "nope",
        "'a'",
        "{\"a\":1,}",
        "[1,2",
        "\"open",
        "{a:1}",
        "01",
        "//x\n1",
        " ",
        "NaN",
        "\u0000"
      })
  void brokenJsonIsRefused(String payload) {
    ServiceError error = refusal(request().payload(Blob.utf8(payload)));

    assertThat(error.code()).isEqualTo("InvalidRequestContentException");
    assertThat(error.getMessage())
        .startsWith("Could not parse request body into json: ")
        .doesNotContain("Source", "enable", "\n");
  }

  static List<String> oddEvents() {
    return List.of(
        "null",
        "true",
        "\"text\"",
        " 1e400 ",
        "[" + "9".repeat(100_000) + "]",
        "\"\\ud83d\\ude00 \\ud83d\"",
        "[".repeat(10_000) + "]".repeat(10_000),
        "{\"" + "k".repeat(100_000) + "\":1}");
  }

  @ParameterizedTest
  @MethodSource("oddEvents")
  void oddButSoundJsonGoesThrough(String payload) {
    var _ = invoke(request().payload(Blob.utf8(payload)));

    assertThat(workshop.script.invocations)
        .extracting(Invocation::event)
        .containsExactly(Bytes.utf8(payload));
  }

  @Test
  void anEventThatNestsTooDeepIsRefused() {
    assertThat(refusal(request().payload(Blob.utf8("[".repeat(10_001) + "]".repeat(10_001)))))
        .hasMessageContaining("Could not parse request body into json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "bm8ganNvbg==", "W10=", "eyJh"})
  void aClientContextThatIsNoObjectIsRefused(String encoded) {
    ServiceError error = refusal(request().clientContext(encoded));

    assertThat(error.code()).isEqualTo("InvalidRequestContentException");
    assertThat(error.getMessage())
        .isEqualTo("Client context must be a valid Base64-encoded JSON object.");
  }

  @Test
  void aClientContextThatIsTooLongIsRefused() {
    assertThat(refusal(request().clientContext("A".repeat(3584))))
        .hasMessageContaining("3583 bytes");
  }

  @Test
  void whatIsNotHonouredIsRefusedByName() {
    assertThat(refusal(request().tenantId("t"))).hasMessageContaining("TenantId");
    assertThat(refusal(request().durableExecutionName("d")))
        .hasMessageContaining("DurableExecutionName");
  }

  private void answer(Outcome outcome, String... pieces) {
    workshop.script.answer =
        (invocation, sink) -> {
          List.of(pieces).forEach(piece -> write(sink, piece));
          return outcome;
        };
  }

  private static void write(AnswerSink sink, String piece) {
    try {
      sink.write(Bytes.utf8(piece));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static InvocationRequest.Builder request() {
    return InvocationRequest.builder().functionName("square");
  }

  private static InvocationRequest.Builder event() {
    return request().invocationType(InvocationType.EVENT);
  }

  private InvocationResponse invoke(InvocationRequest.Builder request) {
    return workshop.operations.invoke(call(), request.build());
  }

  private ServiceError refusal(InvocationRequest.Builder request) {
    return catchThrowableOfType(ServiceError.class, () -> invoke(request));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
