package dev.martlet.cli.deploy;

import dev.martlet.cli.remote.Client;
import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.wire.shape.lambda.Runtime;
import java.util.List;
import java.util.Optional;

/**
 * Which runtime a function gets: the manifest's, else its present one, else the newest there is.
 */
final class RuntimeChoice {
  private RuntimeChoice() {}

  static Runtime of(Project project, Optional<Runtime> present, Client client) {
    Optional<String> named = project.manifest().runtime();
    if (named.isPresent()) {
      return known(named.get());
    }
    Language language = project.language().orElseThrow();
    return present
        .filter(runtime -> language.has(runtime.wire()))
        .orElseGet(() -> newest(language, client));
  }

  private static Runtime newest(Language language, Client client) {
    List<String> there =
        client.runtimes().stream().filter(name -> Runtime.of(name) != null).toList();
    return known(
        language
            .newest(there)
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.REFUSED,
                        "The platform has no runtime for " + language.prefix() + " code.",
                        there.isEmpty()
                            ? "It found no interpreter at all."
                            : "It has " + String.join(", ", there) + ".",
                        "Install one, and start the platform again: ./martlet runtimes shows them.")));
  }

  private static Runtime known(String name) {
    Runtime runtime = Runtime.of(name);
    if (runtime == null) {
      throw Failure.usage(
          "There is no runtime '" + name + "'.", "Those of the platform: ./martlet runtimes");
    }
    return runtime;
  }
}
