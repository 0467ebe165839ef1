package dev.martlet.cli.deploy;

import dev.martlet.cli.report.Failure;
import dev.martlet.cli.report.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a folder's files tell about the function in it.
 *
 * @param language whose runtime it needs
 * @param handler as AWS writes it
 */
record Guess(Language language, String handler) {
  private static final String PROGRAM = "bootstrap";
  private static final List<String> PYTHON_FILES = List.of("lambda_function.py", "handler.py");
  private static final List<String> NODE_FILES =
      List.of("index.mjs", "index.js", "index.cjs", "handler.mjs", "handler.js");
  private static final Pattern PYTHON_FUNCTION =
      Pattern.compile("^(?:async\\s+)?def\\s+(\\w*handler\\w*)\\s*\\(", Pattern.MULTILINE);

  /** The guess for the folder, or a failure that says what was looked for. */
  static Guess of(Path folder) {
    return any(folder).orElseThrow(() -> nothing(folder));
  }

  private static Optional<Guess> any(Path folder) {
    return custom(folder).or(() -> python(folder)).or(() -> node(folder));
  }

  /** A program of its own; the handler is whatever that makes of the word. */
  private static Optional<Guess> custom(Path folder) {
    return first(folder, List.of(PROGRAM)).map(file -> new Guess(Language.CUSTOM, file));
  }

  private static Optional<Guess> python(Path folder) {
    return first(folder, PYTHON_FILES)
        .map(file -> new Guess(Language.PYTHON, module(file) + "." + pythonFunction(folder, file)));
  }

  /** AWS's own name for it, unless the file has another function with "handler" in its name. */
  private static String pythonFunction(Path folder, String file) {
    var functions = PYTHON_FUNCTION.matcher(read(folder.resolve(file)));
    List<String> names = functions.results().map(result -> result.group(1)).toList();
    return names.contains("lambda_handler") || names.isEmpty()
        ? "lambda_handler"
        : names.getFirst();
  }

  private static Optional<Guess> node(Path folder) {
    return packageMain(folder)
        .or(() -> first(folder, NODE_FILES))
        .map(file -> new Guess(Language.NODE, module(file) + ".handler"));
  }

  private static Optional<String> packageMain(Path folder) {
    Path file = folder.resolve("package.json");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return JsonText.read(read(file).getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .flatMap(json -> json.text("main"))
        .map(main -> main.startsWith("./") ? main.substring(2) : main)
        .filter(main -> Files.isRegularFile(folder.resolve(main)));
  }

  private static Optional<String> first(Path folder, List<String> files) {
    return files.stream().filter(file -> Files.isRegularFile(folder.resolve(file))).findFirst();
  }

  private static String module(String file) {
    return file.substring(0, file.lastIndexOf('.'));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Failure nothing(Path folder) {
    String looked =
        "Looked for "
            + PROGRAM
            + ", "
            + String.join(", ", Stream.concat(PYTHON_FILES.stream(), NODE_FILES.stream()).toList())
            + " and package.json's \"main\".";
    try (Stream<Path> below = Files.list(folder)) {
      List<Path> functions = below.filter(path -> any(path).isPresent()).sorted().toList();
      return functions.isEmpty()
          ? Failure.usage(
              "Found no function in " + folder + ".",
              looked,
              "Or say 'runtime' and 'handler' in " + folder.resolve(Manifest.FILE) + ".")
          : Failure.usage(
              "Found no function in " + folder + ", but in folders below it.",
              "Name one: " + String.join(", ", functions.stream().map(Path::toString).toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
