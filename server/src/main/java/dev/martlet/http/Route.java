package dev.martlet.http;

import java.io.IOException;

/** Answers requests. */
@FunctionalInterface
public interface Route {
  /**
   * Answers the request, exactly once, on the calling thread, which is the connection's own and may
   * block. May be called by many threads at once.
   *
   * @throws IOException if the caller hung up or stalled; nothing more can be said to it
   */
  void handle(Exchange exchange) throws IOException;
}
