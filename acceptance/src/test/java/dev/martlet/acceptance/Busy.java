package dev.martlet.acceptance;

/** Waits until a platform is at work, by what its metrics say. */
final class Busy {
  private Busy() {}

  /** Returns once an environment runs an invocation. */
  static void await(Api api) {
    var _ =
        api.repeat(
            api::metrics, page -> page.body().contains("martlet_environments{state=\"busy\"} 1"));
  }
}
