/**
 * Reaching a platform from outside: where it is, with which keys, and its operations over HTTP. A
 * {@code Client} may be used by several threads; everything else is immutable. Knows nothing of
 * commands, and of the server only its public API and the two files of the data directory.
 */
@NullMarked
package dev.martlet.cli.remote;

import org.jspecify.annotations.NullMarked;
