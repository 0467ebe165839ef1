package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Body;

/**
 * An HTTP response, without its transport. The pipeline adds what every answer carries (request id,
 * length, date).
 *
 * @param body a {@link dev.martlet.wire.shape.Blob}, except for operations that answer with a
 *     stream
 */
public record WireResponse(int status, HeaderList headers, Body body) {}
