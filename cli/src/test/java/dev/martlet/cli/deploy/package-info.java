/** From a folder to a function. */
@NullMarked
package dev.martlet.cli.deploy;

import org.jspecify.annotations.NullMarked;
