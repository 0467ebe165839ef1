/**
 * May this run, and when: finds the version, admits or refuses, and hands on to the pool. Keeps
 * asynchronous invocations until they are over.
 *
 * <p>Threads: a synchronous invocation runs on its caller's own thread, an asynchronous one on a
 * thread of its own for each attempt. It must not know how code is confined or what a request
 * looked like on the wire.
 */
@NullMarked
package dev.martlet.dispatch;

import org.jspecify.annotations.NullMarked;
