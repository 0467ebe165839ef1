package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.logs.Logs;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Requests as clients send them, through router and codec as the pipeline calls them. */
final class Calls {
  static final Codec REST = Codec.of(Lambda.SERVICE.protocol(), Dialect.SERVICE);
  static final Codec JSON = Codec.of(Logs.SERVICE.protocol(), Dialect.SERVICE);
  private static final Router LAMBDA = new Router(Lambda.API);

  private Calls() {}

  static Decoded<?> lambda(String method, String path, @Nullable String query, String body) {
    return lambda(new WireRequest(method, path, query, HeaderList.EMPTY, Blob.utf8(body)));
  }

  static Decoded<?> lambda(WireRequest request) {
    Router.Match match =
        Objects.requireNonNull(LAMBDA.route(request.method(), request.path(), request.query()));
    Operation<?, ?> operation = Objects.requireNonNull(match.entry().operation());
    return REST.decodeRequest(operation, request, match.labels());
  }

  static Decoded<?> logs(Operation<?, ?> operation, String body) {
    WireRequest request = new WireRequest("POST", "/", null, HeaderList.EMPTY, Blob.utf8(body));
    return JSON.decodeRequest(operation, request, Map.of());
  }

  static Rejection rejection(Decoded<?> decoded) {
    return switch (decoded) {
      case Decoded.Rejected<?>(Rejection rejection) -> rejection;
      case Decoded.Valid<?> valid -> throw new AssertionError("was accepted: " + valid);
    };
  }
}
