/**
 * Turns HTTP messages into the records of {@code dev.martlet.wire.shape} and back, for both sides:
 * the server decodes requests and encodes answers, the command line does the reverse.
 *
 * <p>{@link dev.martlet.wire.codec.Router} finds the operation, {@link
 * dev.martlet.wire.codec.Codec} speaks its protocol. What a stranger sends wrongly comes back as
 * {@link dev.martlet.wire.codec.Decoded.Rejected}, never as an exception. Everything public here is
 * immutable and may be shared between threads.
 *
 * <p>The package must not know HTTP's transport, authentication, or what operations do.
 */
@NullMarked
package dev.martlet.wire.codec;

import org.jspecify.annotations.NullMarked;
