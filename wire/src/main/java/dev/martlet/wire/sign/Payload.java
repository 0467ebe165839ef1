package dev.martlet.wire.sign;

import java.io.IOException;
import java.security.MessageDigest;

/** A request's body, asked for only once the rest of the request deserves that it be read. */
@FunctionalInterface
public interface Payload {
  Payload EMPTY = digest -> {};

  /**
   * Feeds the whole body to {@code digest}. Called at most once.
   *
   * @throws IOException if the body could not be read to its end
   */
  void feed(MessageDigest digest) throws IOException;
}
