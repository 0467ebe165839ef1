package dev.martlet.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.identity.Authorizer;
import dev.martlet.model.Call;
import dev.martlet.model.DiskTrouble;
import dev.martlet.model.ServiceError;
import dev.martlet.model.Unwritten;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.DeleteFunctionResponse;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.InvocationRequest;
import dev.martlet.wire.shape.lambda.InvocationResponse;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.lambda.ListFunctionsResponse;
import dev.martlet.wire.shape.logs.DescribeLogGroupsResponse;
import dev.martlet.wire.shape.logs.Logs;
import dev.martlet.wire.sign.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {
  private static final String FUNCTIONS = "/2015-03-31/functions";
  private static final String INVOKE = FUNCTIONS + "/square/invocations";
  private static final String ROOT = "arn:aws:iam::000000000000:root";
  private static final String LOG_GROUPS = "Logs_20140328.DescribeLogGroups";

  @TempDir private Path folder;
  private Account account;
  private Pipeline pipeline;
  private final List<Call> handled = new ArrayList<>();

  @BeforeEach
  void build() throws IOException {
    account = new Account(folder);
    pipeline = pipeline(Account.access(false), Authorizer.ownerOnly(Account.ID));
  }

  private Pipeline pipeline(Access access, Authorizer authorizer) {
    return Pipeline.builder(account.parts(access, authorizer))
        .serve(Lambda.API)
        .serve(Logs.API)
        .on(Lambda.INVOKE, this::echo)
        .on(
            Lambda.LIST_FUNCTIONS,
            (call, input) -> note(call, ListFunctionsResponse.builder().build()))
        .on(Lambda.GET_FUNCTION_CONFIGURATION, PipelineTest::refuse)
        .on(Lambda.DELETE_FUNCTION, (call, input) -> fail())
        .on(
            Lambda.PUBLISH_VERSION,
            (call, input) -> {
              throw new FullDisk();
            })
        .on(
            Logs.DESCRIBE_LOG_GROUPS,
            (call, input) -> note(call, DescribeLogGroupsResponse.builder().build()))
        .build();
  }

  private InvocationResponse echo(Call call, InvocationRequest request) {
    handled.add(call);
    return InvocationResponse.builder()
        .statusCode(200)
        .executedVersion(request.functionName())
        .payload(request.payload())
        .build();
  }

  private <O> O note(Call call, O output) {
    handled.add(call);
    return output;
  }

  private static FunctionConfiguration refuse(Call call, GetFunctionConfigurationRequest request) {
    throw ServiceError.client(
        "ResourceNotFoundException",
        "Function not found: " + request.functionName(),
        Map.of("Type", "User"));
  }

  private static DeleteFunctionResponse fail() {
    throw new IllegalStateException("secret inner text");
  }

  private static final class FullDisk extends RuntimeException implements Unwritten {
    private static final long serialVersionUID = 1L;

    FullDisk() {
      super("secret inner text");
    }

    @Override
    public String told() {
      return DiskTrouble.FULL.told();
    }
  }

  private ScriptedExchange lambda(String method, String target, String body) {
    return account.signed("lambda", method, target, Map.of(), body);
  }

  private ScriptedExchange logs(String target, String body) {
    return account.signed("logs", "POST", "/", Map.of("X-Amz-Target", target), body);
  }

  private ScriptedExchange handle(ScriptedExchange exchange) throws IOException {
    pipeline.handle(exchange);
    return exchange;
  }

  @Test
  void aSignedCallReachesItsHandlerAndIsAnsweredInItsProtocol() throws IOException {
    ScriptedExchange exchange = handle(lambda("POST", INVOKE, "{\"numbers\":[2]}"));
    assertThat(exchange.answer().status()).isEqualTo(200);
    assertThat(exchange.text()).isEqualTo("{\"numbers\":[2]}");
    assertThat(exchange.field("X-Amz-Executed-Version")).isEqualTo("square");
    assertThat(exchange.field("x-amzn-RequestId"))
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  }

  @Test
  void aHandlerLearnsWhoCallsAndWhere() throws IOException {
    ScriptedExchange exchange =
        handle(
            account.signed(
                account.keys.current(),
                "eu-central-1",
                "lambda",
                "GET",
                FUNCTIONS + "/",
                Map.of("X-Amzn-Trace-Id", "Root=1"),
                ""));
    assertThat(handled)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.region().name()).isEqualTo("eu-central-1");
              assertThat(call.caller().arn()).isEqualTo(ROOT);
              assertThat(call.endpoint()).isEqualTo(Account.ENDPOINT);
              assertThat(call.traceHeader()).isEqualTo("Root=1");
              assertThat(call.requestId().value()).isEqualTo(exchange.field("x-amzn-RequestId"));
            });
  }

  @Test
  void aTargetHeaderFindsTheOperation() throws IOException {
    assertThat(handle(logs(LOG_GROUPS, "{}")).answer().status()).isEqualTo(200);
    assertThat(handled).hasSize(1);
  }

  @Test
  void everyAnsweredCallIsObservedOnce() throws IOException {
    handle(lambda("POST", INVOKE, "{}"));
    handle(new ScriptedExchange("POST", INVOKE, Map.of(), "{}"));
    assertThat(account.calls)
        .extracting(
            ended ->
                ended.caller()
                    + " "
                    + ended.operation()
                    + " "
                    + ended.status()
                    + " "
                    + ended.error())
        .containsExactly(ROOT + " Invoke 200 ", "- Invoke 403 MissingAuthenticationTokenException");
  }

  /** A request that gets an error, and that error. */
  record Refusal(String name, ScriptedExchange request, int status, String code, String message) {}

  @TestFactory
  Stream<DynamicTest> whatCannotBeDoneIsRefusedAsAwsDoes() {
    return Stream.concat(strangers(), callers())
        .map(refusal -> DynamicTest.dynamicTest(refusal.name(), () -> assertRefused(refusal)));
  }

  private void assertRefused(Refusal refusal) throws IOException {
    ScriptedExchange exchange = handle(refusal.request());
    assertThat(exchange.text()).as(refusal.name()).contains(refusal.message());
    assertThat(exchange.answer().status()).isEqualTo(refusal.status());
    assertThat(exchange.field("x-amzn-ErrorType") + exchange.text()).contains(refusal.code());
    assertThat(exchange.field("x-amzn-RequestId")).hasSize(36);
    assertThat(handled).isEmpty();
  }

  private Stream<Refusal> strangers() {
    Credentials unknown = Credentials.of("AKIDUNKNOWN", "secret");
    Credentials wrong = Credentials.of(account.keys.current().accessKeyId(), "wrong");
    String invalid = "InvalidSignatureException";
    return Stream.of(
        new Refusal(
            "no signature",
            new ScriptedExchange("POST", INVOKE, Map.of(), "{}"),
            403,
            "MissingAuthenticationTokenException",
            "Missing Authentication Token"),
        new Refusal(
            "half a signature",
            new ScriptedExchange(
                "POST", INVOKE, Map.of("Authorization", "AWS4-HMAC-SHA256 x=y"), "{}"),
            403,
            "IncompleteSignatureException",
            "Authorization header requires 'Credential' parameter."),
        new Refusal(
            "an unknown key",
            by(unknown, "us-east-1", "lambda", INVOKE),
            403,
            "UnrecognizedClientException",
            "The security token included in the request is invalid."),
        new Refusal(
            "a wrong secret",
            by(wrong, "us-east-1", "lambda", INVOKE),
            403,
            invalid,
            "The request signature we calculated does not match the signature you provided."),
        new Refusal(
            "another region",
            by(account.keys.current(), "ap-south-1", "lambda", INVOKE),
            403,
            invalid,
            "Credential should be scoped to a valid region, not 'ap-south-1'. Martlet serves us-east-1, eu-central-1 here"),
        new Refusal(
            "a path of another service",
            by(account.keys.current(), "us-east-1", "s3", INVOKE),
            403,
            invalid,
            "Credential should be scoped to correct service: 'lambda'."),
        new Refusal(
            "a service that is not there",
            by(account.keys.current(), "us-east-1", "dynamodb", "/table"),
            501,
            "NotImplementedException",
            "Martlet does not implement the service 'dynamodb'. It has: lambda, logs."),
        new Refusal(
            "nothing known, unsigned",
            new ScriptedExchange("GET", "/favicon.ico", Map.of(), ""),
            404,
            "UnknownOperationException",
            "No service has an operation GET /favicon.ico."),
        unsignedLogs());
  }

  @Test
  void temporaryCredentialsAreKnownAndAllowNothing() throws IOException {
    Credentials session = account.session();
    Credentials forged =
        new Credentials(
            session.accessKeyId(),
            session.secretAccessKey(),
            session.sessionToken() + "A".repeat(9));
    Credentials wrong = new Credentials(session.accessKeyId(), "wrong", session.sessionToken());
    List<Refusal> refusals =
        List.of(
            new Refusal(
                "a role without a policy",
                by(session, "us-east-1", "lambda", INVOKE),
                403,
                "AccessDeniedException",
                "/square is not authorized to perform: lambda:InvokeFunction on resource:"
                    + " arn:aws:lambda:us-east-1:000000000000:function:square because no"
                    + " identity-based policy allows the lambda:InvokeFunction action"),
            new Refusal(
                "a forged token",
                by(forged, "us-east-1", "lambda", INVOKE),
                403,
                "UnrecognizedClientException",
                "The security token included in the request is invalid."),
            new Refusal(
                "a wrong secret",
                by(wrong, "us-east-1", "lambda", INVOKE),
                403,
                "InvalidSignatureException",
                "The request signature we calculated does not match"));
    for (Refusal refusal : refusals) {
      assertRefused(refusal);
    }
    account.clock.advance(Duration.ofHours(12));
    assertRefused(
        new Refusal(
            "a token of yesterday",
            by(session, "us-east-1", "lambda", INVOKE),
            403,
            "ExpiredTokenException",
            "The security token included in the request is expired"));
  }

  private static Refusal unsignedLogs() {
    return new Refusal(
        "logs without a signature",
        new ScriptedExchange("POST", "/", Map.of("X-Amz-Target", LOG_GROUPS), "{}"),
        400,
        "MissingAuthenticationTokenException",
        "Missing Authentication Token");
  }

  private Stream<Refusal> callers() {
    return Stream.of(
        new Refusal(
            "a path that AWS does not have",
            lambda("GET", FUNCTIONS + "/square/concurrency", ""),
            404,
            "UnknownOperationException",
            "lambda has no operation GET /2015-03-31/functions/square/concurrency."),
        new Refusal(
            "a modelled operation without a handler",
            lambda("GET", FUNCTIONS + "/square/aliases", ""),
            501,
            "NotImplementedException",
            "Martlet does not implement the operation ListAliases of lambda."),
        new Refusal(
            "a method that AWS does not have",
            lambda("PATCH", FUNCTIONS, ""),
            404,
            "UnknownOperationException",
            "lambda has no operation PATCH /2015-03-31/functions."),
        new Refusal(
            "a target that AWS does not have",
            logs("Logs_20140328.Sing", "{}"),
            400,
            "UnknownOperationException",
            "logs has no operation Logs_20140328.Sing."),
        new Refusal(
            "a body that is no JSON", logs(LOG_GROUPS, "{"), 400, "SerializationException", ""),
        new Refusal(
            "a value that breaks a constraint",
            lambda("GET", FUNCTIONS + "?MaxItems=0", ""),
            400,
            "ValidationException",
            "1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint"),
        new Refusal(
            "an event that is too large",
            lambda("POST", INVOKE, "a".repeat(6_291_457)),
            413,
            "RequestEntityTooLargeException",
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation"),
        new Refusal(
            "a handler's refusal",
            lambda("GET", FUNCTIONS + "/square/configuration", ""),
            404,
            "ResourceNotFoundException",
            "\"Message\":\"Function not found: square\""));
  }

  @ParameterizedTest
  @CsvSource({"sts, application/x-www-form-urlencoded; charset=utf-8", "s3, application/zip"})
  void clientsThatReadXmlAreRefusedInXml(String service, String type) throws IOException {
    ScriptedExchange exchange =
        handle(
            account.signed(
                account.keys.current(),
                "us-east-1",
                service,
                "POST",
                "/",
                Map.of("content-type", type),
                "Action=GetCallerIdentity"));
    assertThat(exchange.answer().status()).isEqualTo(501);
    assertThat(exchange.field("Content-Type")).isEqualTo("text/xml");
    assertThat(exchange.text())
        .contains("<Code>NotImplementedException</Code>", "the service '" + service + "'");
  }

  @Test
  void clientsThatNameATargetFindTheCodeOfTheErrorInItsBody() throws IOException {
    ScriptedExchange exchange =
        handle(
            account.signed(
                "sqs", "POST", "/", Map.of("X-Amz-Target", "AmazonSQS.ListQueues"), "{}"));
    assertThat(exchange.answer().status()).isEqualTo(501);
    assertThat(exchange.text())
        .contains("\"__type\":\"NotImplementedException\"", "the service 'sqs'");
  }

  private ScriptedExchange by(Credentials credentials, String region, String service, String path) {
    return account.signed(credentials, region, service, "POST", path, Map.of(), "{}");
  }

  @Test
  void aFailureTellsTheCallerOnlyItsRequestId() throws IOException {
    ScriptedExchange exchange = handle(lambda("DELETE", FUNCTIONS + "/square", ""));
    assertThat(exchange.answer().status()).isEqualTo(500);
    assertThat(exchange.field("x-amzn-ErrorType")).isEqualTo("ServiceException");
    assertThat(exchange.text())
        .contains(exchange.field("x-amzn-RequestId"))
        .doesNotContain("secret inner text");
    assertThat(account.calls)
        .singleElement()
        .satisfies(call -> assertThat(call.status()).isEqualTo(500));
  }

  @Test
  void aDiskThatTakesNothingIsToldInWordsThatClientsTryAgain() throws IOException {
    ScriptedExchange exchange = handle(lambda("POST", FUNCTIONS + "/square/versions", "{}"));
    assertThat(exchange.answer().status()).isEqualTo(500);
    assertThat(exchange.field("x-amzn-ErrorType")).isEqualTo("ServiceException");
    assertThat(exchange.text())
        .contains("Nothing was changed. The disk of the platform is full: make room.")
        .doesNotContain("secret inner text");
  }

  @Test
  void anExpiredSignatureIsRefused() throws IOException {
    ScriptedExchange exchange = lambda("POST", INVOKE, "{}");
    account.clock.advance(Duration.ofMinutes(6));
    assertThat(handle(exchange).text()).contains("Signature expired: ");
  }

  @Test
  void whoMayNotIsRefusedBeforeWhatElseIsWrong() throws IOException {
    List<String> asked = new ArrayList<>();
    pipeline =
        pipeline(
            Account.access(false),
            (caller, action, resource, conditions) -> {
              asked.add(action + " " + resource);
              return new Authorizer.Decision.Denied("No.");
            });
    assertThat(handle(lambda("POST", INVOKE, "{}")).field("x-amzn-ErrorType"))
        .isEqualTo("AccessDeniedException");
    assertThat(handle(lambda("GET", FUNCTIONS + "?MaxItems=0", "")).answer().status())
        .isEqualTo(403);
    assertThat(asked)
        .containsExactly(
            "lambda:InvokeFunction arn:aws:lambda:us-east-1:000000000000:function:square",
            "lambda:ListFunctions *");
    assertThat(handled).isEmpty();
  }

  @Test
  void anybodyIsServedWhenThePlatformSaysSo() throws IOException {
    pipeline = pipeline(Account.access(true), Authorizer.ownerOnly(Account.ID));
    Credentials test = Credentials.of("test", "test");
    assertThat(handle(by(test, "eu-central-1", "lambda", INVOKE)).answer().status()).isEqualTo(200);
    ScriptedExchange unsigned = new ScriptedExchange("POST", INVOKE, Map.of(), "{}");
    assertThat(handle(unsigned).answer().status()).isEqualTo(200);
    assertThat(handled)
        .extracting(call -> call.region().name())
        .containsExactly("eu-central-1", "us-east-1");
    assertThat(handle(by(test, "ap-south-1", "lambda", INVOKE)).answer().status()).isEqualTo(403);
  }

  @Test
  void noWebPageOfElsewhereIsAnybody() throws IOException {
    pipeline = pipeline(Account.access(true), Authorizer.ownerOnly(Account.ID));
    Map<String, String> page = Map.of("Origin", "https://example.org");
    ScriptedExchange exchange = handle(new ScriptedExchange("POST", INVOKE, page, "{}"));
    assertThat(exchange.answer().status()).isEqualTo(403);
    assertThat(exchange.text()).contains("not a web page of https://example.org.");
    assertThat(handled).isEmpty();
  }

  @Test
  void aBrowserIsToldWhereItIs() throws IOException {
    ScriptedExchange exchange = handle(new ScriptedExchange("GET", "/", Map.of(), ""));
    assertThat(exchange.answer().status()).isEqualTo(200);
    assertThat(exchange.text()).startsWith("This is Martlet").endsWith("/_martlet/health\n");
  }

  @Test
  void aPayloadPassesThroughWithoutACopy() {
    Blob blob = Blob.utf8("event");
    assertThat(Handover.blob(Handover.bytes(blob))).isEqualTo(blob);
    assertThat(Handover.blob(Handover.bytes(Blob.EMPTY))).isEqualTo(Blob.EMPTY);
  }

  @Test
  void twoHandlersOfOneOperationAreAMistake() {
    Pipeline.Builder builder =
        Pipeline.builder(account.parts(Account.access(false), Authorizer.ownerOnly(Account.ID)));
    assertThatThrownBy(() -> builder.on(Lambda.INVOKE, this::echo))
        .isInstanceOf(IllegalArgumentException.class);
    builder.serve(Lambda.API).on(Lambda.INVOKE, this::echo);
    assertThatThrownBy(() -> builder.on(Lambda.INVOKE, this::echo))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
