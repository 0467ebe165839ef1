package dev.martlet.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.lambda.Architecture;
import dev.martlet.wire.shape.lambda.CreateFunctionRequest;
import dev.martlet.wire.shape.lambda.DeleteFunctionResponse;
import dev.martlet.wire.shape.lambda.Environment;
import dev.martlet.wire.shape.lambda.FunctionCode;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.InvocationRequest;
import dev.martlet.wire.shape.lambda.InvocationResponse;
import dev.martlet.wire.shape.lambda.InvocationType;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.lambda.LambdaErrors;
import dev.martlet.wire.shape.lambda.ListFunctionsRequest;
import dev.martlet.wire.shape.lambda.State;
import dev.martlet.wire.shape.logs.FilterLogEventsRequest;
import dev.martlet.wire.shape.logs.FilterLogEventsResponse;
import dev.martlet.wire.shape.logs.FilteredLogEvent;
import dev.martlet.wire.shape.logs.Logs;
import dev.martlet.wire.shape.logs.LogsErrors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The client's side of the codecs speaks to the server's side. */
final class RoundTripTest {
  private static final CreateFunctionRequest CREATE =
      CreateFunctionRequest.builder()
          .functionName("square")
          .role("arn:aws:iam::000000000000:role/r")
          .code(FunctionCode.builder().zipFile(Blob.utf8("PK...")).build())
          .runtime("python3.13")
          .architectures(List.of(Architecture.X86_64))
          .environment(Environment.builder().variables(Map.of("AB", "c\u00e9\ud83d\ude00")).build())
          .timeout(3)
          .publish(false)
          .build();

  @Test
  void aRequestArrivesAsItWasSent() {
    WireRequest request = Calls.REST.encodeRequest(Lambda.CREATE_FUNCTION, CREATE);

    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/2015-03-31/functions");
    assertThat(request.headers().first("content-type")).isEqualTo("application/json");
    assertThat(Calls.lambda(request)).isEqualTo(new Decoded.Valid<>(CREATE));
  }

  @Test
  void labelsQueriesAndHeadersArriveToo() {
    InvocationRequest invoke =
        InvocationRequest.builder()
            .functionName("arn:aws:lambda:us-east-1:000000000000:function:square")
            .qualifier("$LATEST")
            .invocationType(InvocationType.REQUEST_RESPONSE)
            .payload(Blob.utf8("{\"numbers\":[2]}"))
            .build();
    ListFunctionsRequest list =
        ListFunctionsRequest.builder().marker("a b+c/d&e=f").maxItems(7).build();

    assertThat(Calls.lambda(Calls.REST.encodeRequest(Lambda.INVOKE, invoke)))
        .isEqualTo(new Decoded.Valid<>(invoke));
    assertThat(Calls.lambda(Calls.REST.encodeRequest(Lambda.LIST_FUNCTIONS, list)))
        .isEqualTo(new Decoded.Valid<>(list));
  }

  @Test
  void payloadsPassThroughUntouched() {
    Blob payload = Blob.utf8("not even JSON");
    WireRequest request =
        new WireRequest(
            "POST",
            "/2015-03-31/functions/square/invocations",
            null,
            HeaderList.EMPTY.with("Content-Type", "application/x-www-form-urlencoded"),
            payload);
    InvocationResponse answer =
        InvocationResponse.builder().statusCode(200).payload(payload).build();

    Decoded<?> decoded = Calls.lambda(request);
    WireResponse response = Calls.REST.encodeResponse(Lambda.INVOKE, answer);

    assertThat(decoded).isInstanceOf(Decoded.Valid.class);
    Object input = ((Decoded.Valid<?>) decoded).input();
    assertThat(((InvocationRequest) input).payload()).isSameAs(payload);
    assertThat(response.body()).isSameAs(payload);
    assertThat(response.headers().first("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void anAnswerArrivesAsItWasGiven() {
    FunctionConfiguration configuration =
        FunctionConfiguration.builder()
            .functionName("square")
            .state(State.PENDING)
            .codeSize(12345678901L)
            .memorySize(128)
            .build();

    WireResponse response = Calls.REST.encodeResponse(Lambda.CREATE_FUNCTION, configuration);

    assertThat(response.status()).isEqualTo(201);
    assertThat(Calls.REST.decodeResponse(Lambda.CREATE_FUNCTION, response))
        .isEqualTo(new Reply.Success<>(configuration));
  }

  @Test
  void anAnswerWithoutContentHasNoBody() {
    DeleteFunctionResponse deleted = DeleteFunctionResponse.builder().statusCode(204).build();

    WireResponse response = Calls.REST.encodeResponse(Lambda.DELETE_FUNCTION, deleted);

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.body().length()).isZero();
    assertThat(response.headers().first("Content-Type")).isNull();
    assertThat(Calls.REST.decodeResponse(Lambda.DELETE_FUNCTION, response))
        .isEqualTo(new Reply.Success<>(deleted));
  }

  @Test
  void anErrorCarriesItsCodeTypeAndMembers() {
    WireResponse response =
        Calls.REST.encodeError(
            LambdaErrors.TOO_MANY_REQUESTS_EXCEPTION,
            "Rate Exceeded.",
            Map.of("retryAfterSeconds", "2"));

    assertThat(response.status()).isEqualTo(429);
    assertThat(response.headers().first("x-amzn-ErrorType")).isEqualTo("TooManyRequestsException");
    assertThat(response.headers().first("Retry-After")).isEqualTo("2");
    assertThat(((Blob) response.body()).toUtf8())
        .isEqualTo("{\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}");
    assertThat(Calls.REST.decodeResponse(Lambda.INVOKE, response))
        .isEqualTo(new Reply.Failure<>(429, "TooManyRequestsException", "Rate Exceeded."));
  }

  @Test
  void theServicesOwnFaultSaysSo() {
    WireResponse response =
        Calls.REST.encodeError(LambdaErrors.SERVICE_EXCEPTION, "broken", Map.of());

    assertThat(((Blob) response.body()).toUtf8())
        .isEqualTo("{\"Type\":\"Service\",\"Message\":\"broken\"}");
  }

  @Test
  void jsonServicesNameTheirOperationInAHeaderAndTheirErrorInTheBody() {
    FilterLogEventsRequest filter =
        FilterLogEventsRequest.builder().logGroupName("/aws/lambda/square").limit(3).build();
    FilterLogEventsResponse events =
        FilterLogEventsResponse.builder()
            .events(List.of(FilteredLogEvent.builder().message("hi").timestamp(1L).build()))
            .build();

    WireRequest request = Calls.JSON.encodeRequest(Logs.FILTER_LOG_EVENTS, filter);
    WireResponse answer = Calls.JSON.encodeResponse(Logs.FILTER_LOG_EVENTS, events);
    WireResponse error =
        Calls.JSON.encodeError(LogsErrors.RESOURCE_NOT_FOUND_EXCEPTION, "no such group", Map.of());

    assertThat(request.headers().first("X-Amz-Target")).isEqualTo("Logs_20140328.FilterLogEvents");
    assertThat(Calls.JSON.decodeRequest(Logs.FILTER_LOG_EVENTS, request, Map.of()))
        .isEqualTo(new Decoded.Valid<>(filter));
    assertThat(Calls.JSON.decodeResponse(Logs.FILTER_LOG_EVENTS, answer))
        .isEqualTo(new Reply.Success<>(events));
    assertThat(error.status()).isEqualTo(400);
    assertThat(((Blob) error.body()).toUtf8()).contains("\"__type\":\"ResourceNotFoundException\"");
    assertThat(Calls.JSON.decodeResponse(Logs.FILTER_LOG_EVENTS, error))
        .isEqualTo(new Reply.Failure<>(400, "ResourceNotFoundException", "no such group"));
  }

  @Test
  void whatIsNotAnAnswerIsSaidToBeUnreadable() {
    WireResponse page =
        new WireResponse(200, HeaderList.EMPTY, Blob.utf8("<html>another server</html>"));

    assertThat(Calls.REST.decodeResponse(Lambda.LIST_FUNCTIONS, page))
        .isInstanceOf(Reply.Unreadable.class);
  }

  @Test
  void valuesThatAClientDoesNotKnowAreAbsentToIt() {
    WireResponse newer =
        new WireResponse(
            200,
            HeaderList.EMPTY,
            Blob.utf8("{\"FunctionName\":\"f\",\"State\":\"Dreaming\",\"New\":{\"a\":[1]}}"));

    assertThat(Calls.REST.decodeResponse(Lambda.GET_FUNCTION_CONFIGURATION, newer))
        .isEqualTo(new Reply.Success<>(FunctionConfiguration.builder().functionName("f").build()));
  }

  @Test
  void everyImplementedOperationHasARouteOfItsOwn() {
    Router router = new Router(Lambda.API);
    for (var entry : Lambda.API.operations()) {
      Operation<?, ?> operation = entry.operation();
      if (operation != null) {
        String[] uri = operation.http().uri().replaceAll("\\{\\w+}", "x").split("\\?", 2);
        Router.Match match = router.route(operation.http().method(), uri[0], null);
        assertThat(match).extracting(Router.Match::entry).isEqualTo(entry);
      }
    }
  }
}
