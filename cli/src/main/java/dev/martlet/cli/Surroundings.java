package dev.martlet.cli;

import dev.martlet.cli.deploy.Pace;
import dev.martlet.cli.remote.Client;
import dev.martlet.cli.report.Terminal;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What every command gets from outside.
 *
 * @param terminal where it talks
 * @param environment the variables it may read
 * @param clock what time it is
 * @param pace how it waits
 * @param random where new keys come from; for real ones a secure one
 */
record Surroundings(
    Terminal terminal,
    Map<String, String> environment,
    Clock clock,
    Pace pace,
    RandomGenerator random) {
  Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of the process. */
  static Surroundings ofProcess() {
    return new Surroundings(
        Terminal.system(System.getenv()),
        System.getenv(),
        Clock.systemUTC(),
        Pace.real(),
        new SecureRandom());
  }

  /** A client of the platform that the options and the variables name. */
  Client client(ConnectionOptions options) {
    return new Client(options.find(environment), clock);
  }
}
