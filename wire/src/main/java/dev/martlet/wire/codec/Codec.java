package dev.martlet.wire.codec;

import dev.martlet.wire.shape.ErrorShape;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.Service;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A protocol: turns the input and output of any operation that speaks it into HTTP messages and
 * back. Stateless and safe for all threads.
 */
public sealed interface Codec permits RestJson, AwsJson {
  /** The codec of a service's protocol. */
  static Codec of(Service.Protocol protocol, Dialect dialect) {
    return switch (protocol) {
      case REST_JSON_1 -> new RestJson(dialect);
      case AWS_JSON_1_0 -> new AwsJson("1.0", dialect);
      case AWS_JSON_1_1 -> new AwsJson("1.1", dialect);
    };
  }

  /**
   * Server: reads and validates a request.
   *
   * @param labels of the path, from {@link Router.Match}
   */
  <I> Decoded<I> decodeRequest(
      Operation<I, ?> operation, WireRequest request, Map<String, String> labels);

  /** Server: writes the answer of an operation that succeeded. */
  <O> WireResponse encodeResponse(Operation<?, O> operation, O output);

  /**
   * Server: writes an error.
   *
   * @param members beyond the message, by the model's names; those that the shape does not have are
   *     left out. A member {@code Type} is filled in where the shape has one.
   */
  WireResponse encodeError(ErrorShape error, @Nullable String message, Map<String, ?> members);

  /** Client: writes a request; its path begins with a slash and is relative to the endpoint. */
  <I> WireRequest encodeRequest(Operation<I, ?> operation, I input);

  /** Client: reads an answer. */
  <O> Reply<O> decodeResponse(Operation<?, O> operation, WireResponse response);
}
