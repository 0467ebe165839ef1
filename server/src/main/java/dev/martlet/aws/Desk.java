package dev.martlet.aws;

import dev.martlet.wire.codec.Codec;
import dev.martlet.wire.codec.Dialect;
import dev.martlet.wire.codec.Router;
import dev.martlet.wire.codec.WireResponse;
import dev.martlet.wire.shape.Api;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.Service;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One service: its operations, its protocol, and the handlers that are bound to it. */
final class Desk {
  private final Api api;
  private final Router router;
  private final Codec codec;
  // Filled before the first request; by name, since an operation's own hash covers its whole shape.
  private final Map<String, Bound<?, ?>> handlers = new ConcurrentHashMap<>();

  Desk(Api api) {
    this.api = api;
    this.router = new Router(api);
    this.codec = Codec.of(api.service().protocol(), Dialect.SERVICE);
  }

  /** An operation and what carries it out. */
  record Bound<I, O>(Operation<I, O> operation, Handler<I, O> handler, ResourceName<I> resource) {}

  Service service() {
    return api.service();
  }

  Codec codec() {
    return codec;
  }

  <I, O> void bind(Operation<I, O> operation, Handler<I, O> handler) {
    Bound<I, O> bound = new Bound<>(operation, handler, new ResourceName<>(operation));
    if (handlers.putIfAbsent(operation.name(), bound) != null) {
      throw new IllegalArgumentException("Two handlers for " + operation);
    }
  }

  /** What carries out the operation, or null if nothing does. */
  @Nullable Bound<?, ?> bound(String operation) {
    return handlers.get(operation);
  }

  /** Whether a value of {@code X-Amz-Target} names this service. */
  boolean isTarget(String target) {
    String prefix = service().targetPrefix();
    return prefix != null && target.startsWith(prefix + ".");
  }

  /** What a request asks of this service; null if it has no such operation. */
  Router.@Nullable Match match(SignedExchange request) {
    if (service().targetPrefix() == null) {
      String query = request.rawQuery();
      return router.route(request.method(), request.rawPath(), query.isEmpty() ? null : query);
    }
    String target = request.header("x-amz-target");
    return target == null ? null : router.target(target);
  }

  /**
   * An error in this service's protocol.
   *
   * @throws IllegalArgumentException if the service has no such error: a mistake of the program
   */
  WireResponse error(String code, String message, Map<String, String> members) {
    return codec.encodeError(api.error(code), message, members);
  }

  WireResponse error(String code, String message) {
    return error(code, message, Map.of());
  }

  /** The code for failures of the platform: the service's own, if it has one. */
  String failureCode() {
    return api.errors().containsKey("ServiceException") ? "ServiceException" : "InternalFailure";
  }
}
