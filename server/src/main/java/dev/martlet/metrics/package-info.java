/**
 * Numbers about the platform itself, as Prometheus reads them.
 *
 * <p>An {@link dev.martlet.model.Observer}: it is called on the threads where things happen, on the
 * path of every invocation, so all meters are made beforehand and one event costs a few additions.
 * It knows nothing of payloads, and names no function, so that its page needs no signature and the
 * number of its series is fixed.
 */
@NullMarked
package dev.martlet.metrics;

import org.jspecify.annotations.NullMarked;
