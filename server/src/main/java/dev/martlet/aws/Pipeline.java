package dev.martlet.aws;

import dev.martlet.aws.Authentication.Identified;
import dev.martlet.aws.Reception.Destination;
import dev.martlet.http.BodyTooLargeException;
import dev.martlet.http.Exchange;
import dev.martlet.http.Route;
import dev.martlet.http.TooManyBodiesException;
import dev.martlet.identity.Authorizer;
import dev.martlet.identity.Keys;
import dev.martlet.model.Clock;
import dev.martlet.model.Observer;
import dev.martlet.model.RequestId;
import dev.martlet.model.Unwritten;
import dev.martlet.wire.shape.Api;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.sign.Presented;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The door of all AWS-shaped APIs. Every answer carries {@code x-amzn-RequestId}; every call that
 * was answered is told to the observer, after its last byte.
 */
public final class Pipeline implements Route {
  private static final System.Logger LOG = System.getLogger(Pipeline.class.getName());
  private static final String NOBODY = "-";

  private final Reception reception;
  private final Authentication authentication;
  private final Authorizer authorizer;
  private final Access access;
  private final Clock clock;
  private final RequestIds ids;
  private final Observer observer;

  private Pipeline(Builder builder) {
    Parts parts = builder.parts;
    reception = new Reception(builder.desks.values().stream().toList());
    authentication = new Authentication(parts.access(), parts.keys());
    authorizer = parts.authorizer();
    access = parts.access();
    clock = parts.clock();
    ids = new RequestIds(parts.random());
    observer = parts.observer();
  }

  /**
   * What a pipeline is made of.
   *
   * @param random for request ids; safe for all threads, need not be unpredictable
   */
  public record Parts(
      Access access,
      Keys keys,
      Authorizer authorizer,
      Clock clock,
      RandomGenerator random,
      Observer observer) {}

  public static Builder builder(Parts parts) {
    return new Builder(parts);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    SignedExchange request = new SignedExchange(exchange);
    Presented presented = Presented.of(request);
    if (presented instanceof Presented.Nothing && Landing.isAt(exchange)) {
      exchange.respond(Landing.ANSWER);
      return;
    }
    Visit visit = new Visit(ids.next(), clock.now(), clock.nanoTime());
    Destination destination = reception.find(request, presented);
    Reply reply = reply(visit, request, presented, destination);
    try {
      reply.send(exchange, visit.id());
    } finally {
      tell(visit, reply);
    }
  }

  /** A request's identity in the log and in time. */
  record Visit(RequestId id, Instant arrival, long arrivalNanos) {}

  /** Answers every request somehow; only the caller's own silence comes out as an exception. */
  private Reply reply(
      Visit visit, SignedExchange request, Presented presented, Destination destination)
      throws IOException {
    try {
      return switch (destination) {
        case Destination.Nowhere nowhere -> refused(nowhere);
        case Destination.Foreign(Desk _, String code, String message) ->
            new Reply(XmlError.of(code, message, visit.id()), NOBODY, "?", code);
        case Destination.Modelled modelled -> serve(visit, request, presented, modelled);
      };
    } catch (RuntimeException failure) {
      Desk desk = destination.desk();
      String code = desk.failureCode();
      return new Reply(
          desk.error(code, explained(visit, failure)), NOBODY, name(destination), code);
    }
  }

  // Whoever may call may know why nothing can be written, and nothing else of our insides.
  private static String explained(Visit visit, RuntimeException failure) {
    if (failure instanceof Unwritten unwritten) {
      LOG.log(Level.WARNING, "Request {0} was refused: {1}", visit.id(), failure.getMessage());
      return "Nothing was changed. " + unwritten.told();
    }
    LOG.log(Level.ERROR, "Request " + visit.id() + " failed", failure);
    return "Martlet failed; its log says why, under request id " + visit.id() + ".";
  }

  private static Reply refused(Destination.Nowhere nowhere) {
    return new Reply(
        nowhere.desk().error(nowhere.code(), nowhere.message()), NOBODY, "?", nowhere.code());
  }

  private Reply serve(
      Visit visit, SignedExchange request, Presented presented, Destination.Modelled modelled)
      throws IOException {
    Desk desk = modelled.desk();
    String operation = name(modelled);
    BodyLimit limit = BodyLimit.of(operation);
    try {
      Identified identified =
          authentication.identify(
              desk.service().signingName(),
              presented,
              request,
              digest -> request.exchange().body(limit.bytes()).feed(digest),
              visit.arrival());
      return switch (identified) {
        case Identified.Stranger(String code, String message) ->
            new Reply(desk.error(code, message), NOBODY, operation, code);
        case Identified.Caller caller -> {
          Attempt attempt = new Attempt(desk, modelled.match(), request, limit, visit, access);
          yield attempt.of(caller, authorizer);
        }
      };
    } catch (BodyTooLargeException tooLarge) {
      String code = "RequestEntityTooLargeException";
      return new Reply(desk.error(code, limit.message()), NOBODY, operation, code);
    } catch (TooManyBodiesException tooMany) {
      String code = "ServiceUnavailableException";
      return new Reply(desk.error(code, TooManyBodiesException.MESSAGE), NOBODY, operation, code);
    }
  }

  private void tell(Visit visit, Reply reply) {
    Duration took = Duration.ofNanos(clock.nanoTime() - visit.arrivalNanos());
    observer.on(
        new Observer.ApiCallEnded(
            visit.id(),
            reply.caller(),
            reply.operation(),
            reply.response().status(),
            reply.error(),
            took));
  }

  private static String name(Destination destination) {
    return destination instanceof Destination.Modelled modelled
        ? modelled.match().entry().name()
        : "?";
  }

  /** Collects services and the handlers of their operations. */
  public static final class Builder {
    private final Parts parts;
    private final Map<String, Desk> desks = new LinkedHashMap<>();

    private Builder(Parts parts) {
      this.parts = parts;
    }

    /** Adds a service; its operations without a handler answer 501. */
    public Builder serve(Api api) {
      desks.put(api.service().name(), new Desk(api));
      return this;
    }

    /** Binds a handler to an operation of a service that was added. */
    public <I, O> Builder on(Operation<I, O> operation, Handler<I, O> handler) {
      Desk desk = desks.get(operation.service().name());
      if (desk == null) {
        throw new IllegalArgumentException("Serve the service of " + operation + " first");
      }
      desk.bind(operation, handler);
      return this;
    }

    public Pipeline build() {
      return new Pipeline(this);
    }
  }
}
