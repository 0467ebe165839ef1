package dev.martlet.wire.shape;

import org.jspecify.annotations.Nullable;

/**
 * Who speaks: the identity of a service on the wire.
 *
 * @param name ours, and the package of its shapes: {@code lambda}
 * @param signingName the service in a signature's credential scope
 * @param targetPrefix what stands before the dot in {@code X-Amz-Target}, or null
 * @param validationError the code for input that breaks the model's constraints
 */
public record Service(
    String name,
    String signingName,
    Protocol protocol,
    @Nullable String targetPrefix,
    String validationError) {

  /** The protocols that a service may speak. */
  public enum Protocol {
    REST_JSON_1,
    AWS_JSON_1_0,
    AWS_JSON_1_1
  }
}
