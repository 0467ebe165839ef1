package dev.martlet.wire.shape;

import org.jspecify.annotations.Nullable;

/**
 * A member of a structure.
 *
 * @param name as the model calls it, {@code FunctionName}
 * @param wireName its JSON key, header, query key or label; a header prefix for {@link
 *     Location#HEADERS}
 * @param required whether a value without it is invalid
 * @param defaultValue what stands in where a request leaves it out, or null
 * @param mediaType of the value's bytes where the model names one: a payload's content type; text
 *     in a header then travels in base64
 * @param shape what its value is
 */
public record Member(
    String name,
    String wireName,
    Location location,
    boolean required,
    @Nullable Object defaultValue,
    @Nullable String mediaType,
    Shape shape) {

  /** Where a protocol with HTTP bindings puts a member; protocols without them use the body. */
  public enum Location {
    /** A key of the body's JSON object. */
    BODY,
    /** The whole body. */
    PAYLOAD,
    /** A label of the path. */
    LABEL,
    QUERY,
    /** A map: every query key that no other member takes. */
    QUERY_MAP,
    HEADER,
    /** A map: every header that starts with the prefix. */
    HEADERS,
    /** The response's status. */
    STATUS
  }
}
