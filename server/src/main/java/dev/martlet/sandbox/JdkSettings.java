package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;

/** Where a distribution keeps the settings of a JDK, which are links in the JDK's own folder. */
final class JdkSettings {
  private static final System.Logger LOG = System.getLogger(JdkSettings.class.getName());
  private static final String FILE = "../conf/security/java.security";

  private JdkSettings() {}

  /**
   * The folder directly in {@code /etc} that a JVM reads, such as {@code /etc/java-17-openjdk};
   * empty for a JDK that is whole in one place.
   *
   * @param root the machine's {@code /}, or a folder that plays it in a test
   * @param java the JVM's executable
   */
  static Optional<Path> of(Path root, Path java) {
    Path etc = root.resolve("etc");
    try {
      Path file = java.resolveSibling(FILE).normalize().toRealPath();
      return file.startsWith(etc)
          ? Optional.of(etc.resolve(etc.relativize(file).getName(0)))
          : Optional.empty();
    } catch (IOException missing) {
      LOG.log(Level.DEBUG, "{0} has no settings: {1}", java, missing);
      return Optional.empty();
    }
  }
}
