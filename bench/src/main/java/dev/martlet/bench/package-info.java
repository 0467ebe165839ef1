/**
 * Measures the promises of speed as ratios to references in the same run; {@code
 * docs/performance.md} tells the method.
 *
 * <p>A program of its own, on one thread: what it measures are other processes. It must not know
 * the server's classes.
 */
@NullMarked
package dev.martlet.bench;

import org.jspecify.annotations.NullMarked;
