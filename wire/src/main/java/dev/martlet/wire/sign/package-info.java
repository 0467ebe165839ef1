/**
 * AWS's Signature Version 4, both sides of it: {@link dev.martlet.wire.sign.Signer} for clients,
 * {@link dev.martlet.wire.sign.Verifier} for the server, over one canonical form.
 *
 * <p>Signatures in the {@code Authorization} header and in the query (presigned). Nothing here
 * blocks, reads a clock or knows of accounts; all public types may be shared between threads.
 */
@NullMarked
package dev.martlet.wire.sign;

import org.jspecify.annotations.NullMarked;
