package dev.martlet.sandbox;

import dev.martlet.model.Runtimes.Installed;
import dev.martlet.model.Runtimes.Language;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The runtimes of functions that bring their own program. On AWS they run on Amazon Linux, here on
 * the host's system, so that is the version that is shown.
 */
final class CustomRuntimes {
  private static final System.Logger LOG = System.getLogger(CustomRuntimes.class.getName());
  private static final Path PROGRAM = Path.of(Bind.CODE, "bootstrap");

  private CustomRuntimes() {}

  /**
   * All there are.
   *
   * @param release the file that names the system, as systemd defines it
   */
  static List<Installed> on(Path release) {
    String system = system(release);
    return List.of(custom("provided.al2", system), custom("provided.al2023", system));
  }

  private static Installed custom(String identifier, String system) {
    return new Installed(identifier, Language.CUSTOM, system, PROGRAM, Optional.empty());
  }

  private static String system(Path release) {
    try {
      List<String> lines = Files.readAllLines(release);
      String version = value(lines, "VERSION_ID=");
      return value(lines, "ID=") + (version.isEmpty() ? "" : "-" + version);
    } catch (IOException unreadable) {
      LOG.log(Level.DEBUG, "What system this is nobody says", unreadable);
      return "linux";
    }
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .findFirst()
        .map(line -> line.substring(key.length()).replaceAll("[^A-Za-z0-9._-]", ""))
        .orElse("");
  }
}
