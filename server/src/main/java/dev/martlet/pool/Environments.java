package dev.martlet.pool;

import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Phases;

/** Makes environments. Safe for all threads; each start blocks its caller. */
interface Environments {
  /**
   * Confines the version's runtime and loads its code.
   *
   * @param whenDead is run, on any thread and perhaps twice, if the environment dies by itself
   *     while nobody uses it
   */
  Start start(FunctionVersion version, Runnable whenDead);

  /** What came of it. */
  sealed interface Start {}

  /** It stands, even if loading the code failed: then its first run says so. */
  record Started(ExecutionEnvironment environment, Phases.Cold cold) implements Start {}

  record Failed(String message) implements Start {}
}
