/**
 * With what an invocation runs: the execution environments of each version, their reuse, start and
 * end.
 *
 * <p>Threads: an invocation's own thread acquires, starts, runs and releases; {@code
 * martlet-output} reads what functions print; ends that nobody waits for run on virtual threads.
 * One lock guards the pool's books and is never held across blocking calls. It must not know who
 * asks, or why.
 */
@NullMarked
package dev.martlet.pool;

import org.jspecify.annotations.NullMarked;
