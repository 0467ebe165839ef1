/** Every command against a scripted platform, on the test's thread. */
@NullMarked
package dev.martlet.cli;

import org.jspecify.annotations.NullMarked;
