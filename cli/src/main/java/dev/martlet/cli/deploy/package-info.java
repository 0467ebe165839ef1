/**
 * From a folder to a running function: the manifest or a guess, an archive that is the same for the
 * same folder, and the calls that bring the platform to it. One deployment belongs to one thread.
 * Knows nothing of commands and terminals.
 */
@NullMarked
package dev.martlet.cli.deploy;

import org.jspecify.annotations.NullMarked;
