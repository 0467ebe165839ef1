/**
 * The commands of {@code ./martlet}, except those that need the server in the same process. One
 * command runs on the main thread and ends with an exit code. Knows of the server only what {@code
 * remote} knows.
 */
@NullMarked
package dev.martlet.cli;

import org.jspecify.annotations.NullMarked;
