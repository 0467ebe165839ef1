package dev.martlet.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which runtimes this machine can run. Implemented by {@code sandbox}, which looks for interpreters
 * once; a question that comes before it is done waits for that, every later one is answered from
 * memory. Safe for all threads.
 */
public interface Runtimes {
  /** Everything that was found, by language and then by version, newest last. */
  List<Installed> installed();

  /** How the runtime with this AWS identifier, such as {@code python3.11}, would be run. */
  Lookup find(String identifier);

  /** What came of looking for a runtime. */
  sealed interface Lookup {}

  /** It can run, perhaps by a substitute. */
  record Found(Choice choice) implements Lookup {}

  /**
   * It cannot run here.
   *
   * @param message for the user: what is there instead, and how to install what is missing
   */
  record Missing(String message) implements Lookup {}

  /** The languages that have a bootstrap, and those that functions bring their own for. */
  enum Language {
    PYTHON,
    NODE,
    JAVA,
    CUSTOM
  }

  /**
   * An interpreter of this machine, or the machine itself for functions that bring their own
   * program.
   *
   * @param identifier AWS's name of its release line, such as {@code python3.11}
   * @param version in full, such as {@code 3.11.7}; of a custom runtime, the host's system
   * @param executable the file itself, behind all links and shims; of a custom runtime, where a
   *     sandbox finds the function's program
   * @param home what a sandbox has to mount at {@code /var/lang}: the installation's folder, if it
   *     is not one of the system's, which every sandbox sees anyway
   * @param settings a folder of {@code /etc} that it reads, and a sandbox has to mount as it is
   */
  record Installed(
      String identifier,
      Language language,
      String version,
      Path executable,
      Optional<Path> home,
      Optional<Path> settings) {

    /** One without settings. */
    public Installed(
        String identifier,
        Language language,
        String version,
        Path executable,
        Optional<Path> home) {
      this(identifier, language, version, executable, home, Optional.empty());
    }

    /** Where a sandbox finds the executable. */
    public Path executableInside() {
      return home.map(folder -> Path.of("/var/lang").resolve(folder.relativize(executable)))
          .orElse(executable);
    }
  }

  /**
   * What runs when {@code identifier} is asked for.
   *
   * @param identifier what the function's configuration says
   * @param runs what it gets: of the same release line, unless the setting {@code
   *     runtimes.substitute} names another
   */
  record Choice(String identifier, Installed runs) {
    /** True if the operator replaced the release line; to be shown wherever the function is. */
    public boolean substituted() {
      return !identifier.equals(runs.identifier());
    }
  }
}
