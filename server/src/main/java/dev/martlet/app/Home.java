package dev.martlet.app;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the product is unpacked, and what stands beside its jars.
 *
 * @param folder the one with {@code lib/} and {@code guest/}
 */
record Home(Path folder) {
  static final String VERSION = "0.1.0";

  static Home ofProcess() {
    return new Home(Path.of(System.getProperty("martlet.home", "server/target/martlet")));
  }

  Path launcher() {
    return folder.resolve("guest/martlet-launcher").toAbsolutePath();
  }

  /** One folder per language. */
  Path bootstraps() {
    return folder.resolve("guest").toAbsolutePath();
  }

  /** The example in a language. */
  Path square(String language) {
    return folder.resolve("examples/square").resolve(language);
  }

  /** Whether this process was started with a cache of loaded and linked classes. */
  static boolean hasAotCache() {
    return Boolean.getBoolean("martlet.aot");
  }

  boolean complete() {
    return Files.isExecutable(launcher());
  }
}
