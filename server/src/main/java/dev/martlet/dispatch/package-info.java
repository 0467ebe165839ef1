/**
 * May this run, and when: finds the version, admits or refuses, and hands on to the pool.
 *
 * <p>Threads: everything runs on the invocation's own thread. It must not know how code is confined
 * or what a request looked like on the wire.
 */
@NullMarked
package dev.martlet.dispatch;

import org.jspecify.annotations.NullMarked;
