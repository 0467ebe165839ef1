/**
 * The management pipeline: finds the operation that a request is for, authenticates and authorises
 * the caller, decodes, validates, calls the handler, encodes its answer.
 *
 * <p>A request stays on its connection's thread from the first byte to the last; handlers may
 * block. Everything public may be shared between threads. Knows nothing of what operations do: they
 * are bound in {@code app}.
 */
@NullMarked
package dev.martlet.aws;

import org.jspecify.annotations.NullMarked;
