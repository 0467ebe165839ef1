package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** The way to a file through the folders above it. */
final class Passage {
  private static final System.Logger LOG = System.getLogger(Passage.class.getName());

  private Passage() {}

  /**
   * The outermost folder on it that not everybody may enter; one that is not there counts as open.
   */
  static Optional<Path> closed(Path file) {
    Path folder = file.getParent();
    if (folder == null) {
      return Optional.empty();
    }
    return closed(folder).or(() -> isOpen(folder) ? Optional.empty() : Optional.of(folder));
  }

  private static boolean isOpen(Path folder) {
    try {
      return Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException absent) {
      LOG.log(Level.DEBUG, "{0} is not there: {1}", folder, absent);
      return true;
    }
  }
}
