package dev.martlet.cli;

import dev.martlet.cli.remote.KeyPair;
import dev.martlet.cli.report.Terminal;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What every command gets from outside.
 *
 * @param terminal where it talks
 * @param environment the variables it may read
 * @param newKeys makes a pair that nobody else has
 */
record Surroundings(Terminal terminal, Map<String, String> environment, Supplier<KeyPair> newKeys) {
  Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of the process. */
  static Surroundings ofProcess() {
    return new Surroundings(
        Terminal.system(System.getenv()),
        System.getenv(),
        () -> KeyPair.random(new SecureRandom()));
  }
}
