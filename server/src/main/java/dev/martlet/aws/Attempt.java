package dev.martlet.aws;

import dev.martlet.aws.Authentication.Identified;
import dev.martlet.http.Exchange;
import dev.martlet.identity.Authorizer;
import dev.martlet.identity.Authorizer.Decision;
import dev.martlet.model.Call;
import dev.martlet.model.ServiceError;
import dev.martlet.wire.codec.Decoded;
import dev.martlet.wire.codec.Rejection;
import dev.martlet.wire.codec.Router;
import dev.martlet.wire.codec.WireRequest;
import dev.martlet.wire.shape.Operation;
import java.io.IOException;
import java.util.Map;

/** An identified caller's call of one operation: decode, authorise, validate, handle, encode. */
record Attempt(
    Desk desk,
    Router.Match match,
    SignedExchange request,
    BodyLimit limit,
    Pipeline.Visit visit,
    Access access) {

  /**
   * Makes the call.
   *
   * @throws IOException if the body could not be read
   */
  Reply of(Identified.Caller caller, Authorizer authorizer) throws IOException {
    String who = caller.principal().arn();
    Desk.Bound<?, ?> bound = desk.bound(operation());
    if (bound == null) {
      return error(
          who,
          "NotImplementedException",
          "Martlet does not implement the operation %s of %s."
              .formatted(operation(), desk.service().name()));
    }
    try {
      return of(call(caller), bound, authorizer);
    } catch (ServiceError refusal) {
      return new Reply(
          desk.error(refusal.code(), refusal.getMessage(), refusal.members()),
          who,
          operation(),
          refusal.code());
    }
  }

  private <I, O> Reply of(Call call, Desk.Bound<I, O> bound, Authorizer authorizer)
      throws IOException {
    Operation<I, O> operation = bound.operation();
    String who = call.caller().arn();
    Decoded<I> decoded = desk.codec().decodeRequest(operation, wireRequest(), match.labels());
    // Who may not do it learns nothing of what else would be wrong, but the resource is known
    // only to whoever has read the input.
    String resource =
        switch (decoded) {
          case Decoded.Valid<I>(I input) -> bound.resource().of(call, input);
          case Decoded.Rejected<I> rejected -> ResourceName.ANY;
        };
    Decision decision = authorizer.decide(call.caller(), operation.action(), resource, Map.of());
    if (decision instanceof Decision.Denied(String message)) {
      return error(who, "AccessDeniedException", message);
    }
    return switch (decoded) {
      case Decoded.Rejected<I>(Rejection rejection) ->
          error(who, rejection.code(), rejection.message());
      case Decoded.Valid<I>(I input) -> {
        O output = bound.handler().handle(call, input);
        yield new Reply(desk.codec().encodeResponse(operation, output), who, operation(), "");
      }
    };
  }

  private Call call(Identified.Caller caller) {
    Exchange exchange = request.exchange();
    return new Call(
        access.account(),
        caller.region(),
        caller.principal(),
        visit.id(),
        visit.arrival(),
        visit.arrivalNanos(),
        exchange.endpoint(),
        exchange.header("x-amzn-trace-id"));
  }

  private WireRequest wireRequest() throws IOException {
    String query = request.rawQuery();
    return new WireRequest(
        request.method(),
        request.rawPath(),
        query.isEmpty() ? null : query,
        request,
        Handover.blob(request.exchange().body(limit.bytes())));
  }

  private Reply error(String caller, String code, String message) {
    return new Reply(desk.error(code, message), caller, operation(), code);
  }

  private String operation() {
    return match.entry().name();
  }
}
