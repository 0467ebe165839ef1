/**
 * Runs Smithy's protocol conformance cases against our generator and codecs: {@link
 * dev.martlet.wire.conformance.SmithyModel} turns the suite's model into the generator's input, and
 * the cases become dynamic tests. Single-threaded; the only place that knows Smithy.
 */
@NullMarked
package dev.martlet.wire.conformance;

import org.jspecify.annotations.NullMarked;
