/** Finding a platform. */
@NullMarked
package dev.martlet.cli.remote;

import org.jspecify.annotations.NullMarked;
