/**
 * The listeners: takes requests off the wire, hands each to a {@link dev.martlet.http.Route}, puts
 * its answer on the wire; bounds everything that a stranger can send.
 *
 * <p>One virtual thread per connection: it parses the request, runs the route, and writes the
 * answer, so a route may block. The only package that names the web server library; it knows
 * nothing of AWS, of signatures, or of what routes do.
 */
@NullMarked
package dev.martlet.http;

import org.jspecify.annotations.NullMarked;
