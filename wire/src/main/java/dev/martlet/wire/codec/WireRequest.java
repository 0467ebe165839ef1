package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Body;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request, without its transport.
 *
 * @param path as it stands in the request line, still percent-encoded
 * @param query likewise, without the question mark; null where there is none
 * @param body a {@link dev.martlet.wire.shape.Blob}, except for operations that take a stream
 */
public record WireRequest(
    String method, String path, @Nullable String query, Headers headers, Body body) {}
