/**
 * Functions' logs: taken in from environments, kept in append-only segments per log group for a
 * bounded time and size, and read through the operations of CloudWatch Logs.
 *
 * <p>Appending copies a line into memory on the environment's thread and touches no disk. One
 * thread, {@code martlet-logs}, does all writing and removing of files; readers read files on their
 * own threads. The package knows streams of lines; it must not know functions or environments.
 */
@NullMarked
package dev.martlet.logs;

import org.jspecify.annotations.NullMarked;
