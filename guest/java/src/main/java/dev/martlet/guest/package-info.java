/**
 * Runs one Java function inside a sandbox: loads its handler, then answers the frames that come on
 * descriptor 3. The protocol is described in guest/README.md.
 *
 * <p>All of it happens on the JVM's main thread, the handler's calls included. The function's
 * classes see nothing of what is here but the interfaces of aws-lambda-java-core; nothing here
 * knows the server.
 */
@NullMarked
package dev.martlet.guest;

import org.jspecify.annotations.NullMarked;
