/** How the command line speaks. */
@NullMarked
package dev.martlet.cli.report;

import org.jspecify.annotations.NullMarked;
