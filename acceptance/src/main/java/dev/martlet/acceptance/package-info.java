/**
 * The packed product as its users meet it: a process, a port, a data directory. The acceptance
 * tests and the bench stand on it.
 *
 * <p>It knows the product by what is promised to users only: the script's options, {@code
 * run/endpoints.json}, {@code keys.json} and the API. It must not know the server's classes.
 */
@NullMarked
package dev.martlet.acceptance;

import org.jspecify.annotations.NullMarked;
