/**
 * The process: its settings, the one place where everything is put together, the order in which it
 * starts and stops, and its own paths under {@code /_martlet/}.
 *
 * <p>May use every package; nothing uses it. Only this package reads environment variables and
 * settings files. Assembly and shutdown run on the main thread; signals arrive on threads of the
 * JVM's own.
 */
@NullMarked
package dev.martlet.app;

import org.jspecify.annotations.NullMarked;
