/**
 * A specification becomes a confined process and ends with a reason. The only package that spawns
 * processes and makes native calls.
 *
 * <p>Threads: one acceptor for the launchers' connections, one virtual thread per sandbox that
 * waits for its end, and one that enters network namespaces; see {@code docs/threads.md}.
 * Everything public is safe for all threads.
 *
 * <p>It must not know what runs inside: no functions, no frames, no log lines, no runtimes' ways.
 * The interpreters that it finds on the machine it knows by their names and versions alone.
 */
@NullMarked
package dev.martlet.sandbox;

import org.jspecify.annotations.NullMarked;
