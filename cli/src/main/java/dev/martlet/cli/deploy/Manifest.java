package dev.martlet.cli.deploy;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code martlet.yaml} in a function's folder says. Every key may be missing: the folder's
 * name, its files and what the platform already has fill the gaps.
 *
 * @param name of the function
 * @param runtime as AWS names it, {@code python3.11}
 * @param handler as AWS writes it, {@code file.function}
 * @param memory in megabytes
 * @param timeout in seconds
 * @param description free text
 * @param role ARN of the role
 * @param environment all variables of the function
 * @param exclude patterns of files that are no code
 */
record Manifest(
    Optional<String> name,
    Optional<String> runtime,
    Optional<String> handler,
    Optional<Integer> memory,
    Optional<Integer> timeout,
    Optional<String> description,
    Optional<String> role,
    Optional<Map<String, String>> environment,
    List<String> exclude) {

  static final String FILE = "martlet.yaml";

  Manifest {
    environment = environment.map(Map::copyOf);
    exclude = List.copyOf(exclude);
  }

  /** The manifest of the folder; one that says nothing where there is no file. */
  static Manifest of(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return parse("");
    } catch (IOException e) {
      throw new Failure(Exit.USAGE, "Cannot read " + file + ": " + e, e);
    }
  }

  /** The manifest in the text; a failure names the line. */
  static Manifest parse(String text) {
    ManifestReader reader = ManifestReader.of(text);
    Manifest manifest =
        new Manifest(
            reader.text("name"),
            reader.text("runtime"),
            reader.text("handler"),
            reader.number("memory"),
            reader.number("timeout"),
            reader.text("description"),
            reader.text("role"),
            reader.texts("environment"),
            reader.list("exclude"));
    reader.refuseOthers();
    return manifest;
  }
}
