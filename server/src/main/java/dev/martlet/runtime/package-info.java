/**
 * The meeting with code inside a sandbox, and the command that starts it. A {@link
 * dev.martlet.runtime.Guest} is spoken to through one of two doors: frames, for our own bootstraps,
 * or the AWS Runtime API, for functions that bring their own program.
 *
 * <p>A frame is a header of 12 bytes, a head, and a payload, all numbers big-endian:
 *
 * <pre>
 *   int32  length   of head and payload together
 *   int32  id       of the exchange; an answer repeats the id of what it answers
 *   uint16 kind     see below
 *   uint16 head     how much of the length is head; the rest is payload
 *
 *   kind           way        head                                    payload
 *   1 INIT         to guest   settings, UTF-8, separated by NUL       none
 *   2 INVOKE       to guest   int64 deadline in ms since the epoch,   the event, JSON
 *                             then UTF-8, separated by NUL: request
 *                             id, ARN, trace header, client context
 *   3 READY        to host    none                                    none
 *   4 ANSWER       to host    none                                    the answer, JSON
 *   5 ERROR        to host    the error's type, UTF-8                 the error document, JSON
 *   6 LAST_ERROR   to host    the same, and the guest ends itself     the error document, JSON
 * </pre>
 *
 * <p>INIT is the first frame and is answered once, by READY or LAST_ERROR; then every INVOKE is
 * answered once, by ANSWER, ERROR or LAST_ERROR. The guest sends nothing else, and nothing unasked.
 *
 * <p>The Runtime API is a server of HTTP/1.1 with four requests, written for a hostile client: one
 * that reads strictly, bounds everything, and counts what it is asked for in vain.
 *
 * <p>Threads: a guest belongs to one environment and is used by one thread at a time, usually a
 * virtual one, which blocks on it. Everything that comes from the guest is hostile: lengths are
 * bounds to check, never sizes to allocate.
 *
 * <p>It must not know who starts the process, what limits it, or when it is killed: a deadline is
 * kept by whoever owns the environment, and shows here as the end of the stream.
 */
@NullMarked
package dev.martlet.runtime;

import org.jspecify.annotations.NullMarked;
