package dev.martlet.acceptance;

import java.util.Map;

/** Waits until a platform is at work, by what its metrics say. */
final class Busy {
  private Busy() {}

  /** Returns once an environment runs an invocation. */
  static void await(Api api) {
    String page;
    do {
      page =
          api.unsigned("GET", api.endpoint().resolve("/_martlet/metrics"), new byte[0], Map.of())
              .body();
    } while (!page.contains("martlet_environments{state=\"busy\"} 1"));
  }
}
