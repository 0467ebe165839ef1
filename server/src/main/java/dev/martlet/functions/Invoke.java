package dev.martlet.functions;

import dev.martlet.dispatch.Acceptance;
import dev.martlet.dispatch.FunctionCatalog;
import dev.martlet.model.Bytes;
import dev.martlet.model.Call;
import dev.martlet.model.Invocation;
import dev.martlet.model.Outcome;
import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.InvocationRequest;
import dev.martlet.wire.shape.lambda.InvocationResponse;
import dev.martlet.wire.shape.lambda.InvocationType;
import dev.martlet.wire.shape.lambda.LogType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code Invoke}: runs a function on the request's thread and answers with what came of it, or
 * accepts an event to be run later.
 */
final class Invoke {
  private static final Set<String> HONOURED =
      Set.of("FunctionName", "InvocationType", "LogType", "ClientContext", "Payload", "Qualifier");
  private static final Bytes NO_EVENT = Bytes.utf8("{}");
  private static final int LONGEST_CONTEXT = 3583;
  private static final int LONGEST_TRACE_HEADER = 1024;
  private static final String TOO_MANY = "TooManyRequestsException";
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;

  private final Functions functions;
  private final Dispatch dispatch;

  Invoke(Functions functions, Dispatch dispatch) {
    this.functions = functions;
    this.dispatch = dispatch;
  }

  InvocationResponse invoke(Call call, InvocationRequest request) {
    UnsupportedMembers.refuse(InvocationRequest.SHAPE, request, HONOURED);
    Target target = Target.of(call, request.functionName(), request.qualifier());
    InvocationType type = type(request);
    Bytes event = event(request.payload(), type);
    return switch (type) {
      case REQUEST_RESPONSE -> run(call, request, target, event);
      case DRY_RUN -> tryOut(target);
      case EVENT -> accept(invocation(call, request, target, event));
    };
  }

  private static InvocationType type(InvocationRequest request) {
    return Optional.ofNullable(request.invocationType()).orElse(InvocationType.REQUEST_RESPONSE);
  }

  private InvocationResponse tryOut(Target target) {
    if (functions.resolve(target.arn(), target.qualifier()) instanceof FunctionCatalog.NotFound) {
      throw Refusal.notFound(target.shown());
    }
    return InvocationResponse.builder().statusCode(NO_CONTENT).build();
  }

  private InvocationResponse run(Call call, InvocationRequest request, Target target, Bytes event) {
    BufferedAnswer answer = new BufferedAnswer();
    return switch (dispatch.invoke(invocation(call, request, target, event), answer)) {
      case Outcome.Success success -> ran(success, request, answer).build();
      case Outcome.FunctionError error -> failed(error, request, answer);
      case Outcome.TimedOut timedOut -> failed(timedOut, request, answer);
      case Outcome.OutOfMemory outOfMemory -> failed(outOfMemory, request, answer);
      case Outcome.Crashed crashed -> failed(crashed, request, answer);
      case Outcome.Exited exited -> failed(exited, request, answer);
      case Outcome.Throttled throttled -> throw throttled(throttled);
      case Outcome.Refused refused -> throw refused(refused.reason(), refused.message());
    };
  }

  private static Invocation invocation(
      Call call, InvocationRequest request, Target target, Bytes event) {
    return new Invocation(
        call.requestId(),
        target.arn(),
        target.qualifier(),
        event,
        clientContext(request.clientContext()),
        traceHeader(call),
        request.logType() == LogType.TAIL,
        call.arrivalNanos());
  }

  private InvocationResponse accept(Invocation invocation) {
    return switch (dispatch.accept(invocation)) {
      case Acceptance.Accepted accepted ->
          InvocationResponse.builder().statusCode(ACCEPTED).build();
      // AWS has no such bound, and so no reason for it: the message names it.
      case Acceptance.Full(String message) -> throw Refusal.user(TOO_MANY, message);
      case Acceptance.Refused(Outcome.Reason reason, String message) ->
          throw refused(reason, message);
      case Acceptance.Unknown unknown ->
          throw Refusal.platform("The event may have been accepted, or not.");
    };
  }

  private static InvocationResponse failed(
      Outcome.Ran outcome, InvocationRequest request, BufferedAnswer answer) {
    return ran(outcome, request, answer).functionError("Unhandled").build();
  }

  private static InvocationResponse.Builder ran(
      Outcome.Ran outcome, InvocationRequest request, BufferedAnswer answer) {
    InvocationResponse.Builder response =
        InvocationResponse.builder()
            .statusCode(OK)
            .executedVersion(outcome.executedVersion())
            .payload(answer.blob());
    if (request.logType() == LogType.TAIL) {
      byte[] tail = outcome.logTail().toArray();
      response.logResult(Base64.getEncoder().encodeToString(tail));
    }
    return response;
  }

  private static ServiceError throttled(Outcome.Throttled throttled) {
    return switch (throttled.limit()) {
      case ACCOUNT_CONCURRENCY -> rateExceeded("ConcurrentInvocationLimitExceeded");
      case FUNCTION_CONCURRENCY ->
          rateExceeded("ReservedFunctionConcurrentInvocationLimitExceeded");
      // AWS has no reason for bounds that it does not have: the message names them.
      case MEMORY, STARTS -> Refusal.user(TOO_MANY, throttled.message());
    };
  }

  private static ServiceError rateExceeded(String reason) {
    return ServiceError.client(
        TOO_MANY, "Rate Exceeded.", Map.of("Type", "User", "Reason", reason));
  }

  private static ServiceError refused(Outcome.Reason reason, String message) {
    return switch (reason) {
      case NOT_FOUND -> Refusal.user("ResourceNotFoundException", message);
      case NOT_READY -> Refusal.user("ResourceConflictException", message);
      case PLATFORM -> Refusal.platform(message);
    };
  }

  private static Bytes event(@Nullable Blob payload, InvocationType type) {
    if (payload == null || payload.isEmpty()) {
      return NO_EVENT;
    }
    refuseTooLarge(payload.size(), type);
    byte[] event = payload.toByteArray();
    Optional<String> problem = EventJson.problem(event);
    if (problem.isPresent()) {
      throw Refusal.user(
          "InvalidRequestContentException",
          "Could not parse request body into json: " + problem.get());
    }
    return Bytes.adopt(event);
  }

  private static void refuseTooLarge(int size, InvocationType type) {
    if (size > Invocation.MAX_EVENT_BYTES) {
      throw Refusal.tooLarge(
          "Request must be smaller than "
              + Invocation.MAX_EVENT_BYTES
              + " bytes for the InvokeFunction operation");
    }
    if (type == InvocationType.EVENT && size > Invocation.MAX_ASYNCHRONOUS_EVENT_BYTES) {
      throw Refusal.tooLarge(
          "%d byte payload is too large for the Event invocation type (limit %d bytes)"
              .formatted(size, Invocation.MAX_ASYNCHRONOUS_EVENT_BYTES));
    }
  }

  // As on AWS, what cannot be a trace header is as good as none, and without one a trace begins.
  private static String traceHeader(Call call) {
    String header = call.traceHeader();
    return header == null || header.length() > LONGEST_TRACE_HEADER ? beginning(call) : header;
  }

  /** The request id's own digits are random enough, and cost nothing. */
  private static String beginning(Call call) {
    String digits = call.requestId().value().replace("-", "");
    return "Root=1-"
        + HexFormat.of().toHexDigits(call.arrival().getEpochSecond(), 8)
        + "-"
        + digits.substring(8)
        + ";Parent="
        + digits.substring(0, 16)
        + ";Sampled=0";
  }

  private static @Nullable String clientContext(@Nullable String encoded) {
    if (encoded == null || encoded.isEmpty()) {
      return null;
    }
    if (encoded.length() > LONGEST_CONTEXT) {
      throw Refusal.user(
          "InvalidRequestContentException",
          "Client context must not be longer than " + LONGEST_CONTEXT + " bytes of Base64.");
    }
    try {
      byte[] context = Base64.getDecoder().decode(encoded);
      if (EventJson.isObject(context)) {
        return new String(context, StandardCharsets.UTF_8);
      }
    } catch (IllegalArgumentException notBase64) {
      throw badContext();
    }
    throw badContext();
  }

  private static ServiceError badContext() {
    return Refusal.user(
        "InvalidRequestContentException",
        "Client context must be a valid Base64-encoded JSON object.");
  }
}
