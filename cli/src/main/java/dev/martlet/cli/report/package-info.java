/**
 * How the command line speaks: exit codes, failures with their remedies, terminals, tables and
 * JSON. Everything here is confined to the thread that runs the command. Knows nothing of
 * platforms, functions or HTTP.
 */
@NullMarked
package dev.martlet.cli.report;

import org.jspecify.annotations.NullMarked;
