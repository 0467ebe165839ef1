package dev.martlet.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The Go of this machine, which {@code ./martlet test} installs where there is none. */
final class Go {
  private Go() {}

  static String command() {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)),
            Stream.of("/usr/local/go/bin", "/usr/lib/go/bin"))
        .map(folder -> Path.of(folder, "go"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("No Go: install the distribution's package golang-go"))
        .toString();
  }
}
