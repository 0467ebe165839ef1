package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * Removes a folder with all that a hostile owner has put there. Folders inside are moved up beside
 * it before they are emptied, so however deep they were, two are open at once and paths stay short.
 * By descriptors, so that nobody can put a link in the way of root; links are never followed.
 */
final class Removal {
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

  private final SecureDirectoryStream<Path> around;
  private final Path path;
  private long raised;

  private Removal(SecureDirectoryStream<Path> around, Path path) {
    this.around = around;
    this.path = path;
  }

  /**
   * Removes it; nothing happens if it is not there.
   *
   * @param path a file or folder in a folder that nobody else can change
   */
  static void of(Path path) throws IOException {
    Path parent = Objects.requireNonNull(path.getParent());
    try (DirectoryStream<Path> around = Files.newDirectoryStream(parent)) {
      if (!(around instanceof SecureDirectoryStream<Path> held)) {
        throw new IOException(parent + " cannot be held open");
      }
      new Removal(held, path).run();
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
  }

  private void run() throws IOException {
    remove(path);
    for (long next = 1; next <= raised; next++) {
      remove(beside(next));
    }
  }

  private Path beside(long number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  private void remove(Path each) throws IOException {
    Path name = each.getFileName();
    if (!exists(name)) {
      return;
    }
    if (!isFolder(around, name)) {
      around.deleteFile(name);
      return;
    }
    unlock(around, each);
    try (SecureDirectoryStream<Path> inside =
        around.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (Path entry : inside) {
        removeOrRaise(inside, entry);
      }
    }
    around.deleteDirectory(name);
  }

  private void removeOrRaise(SecureDirectoryStream<Path> inside, Path entry) throws IOException {
    Path name = entry.getFileName();
    if (isFolder(inside, name)) {
      unlock(inside, entry); // else its owner may not move it
      inside.move(name, around, freeName());
    } else {
      inside.deleteFile(name);
    }
  }

  // What has such a name is left of a removal that was cut short, and goes with this one.
  private Path freeName() throws IOException {
    Path name;
    do {
      raised++;
      name = beside(raised).getFileName();
    } while (exists(name));
    return name;
  }

  private boolean exists(Path name) throws IOException {
    try {
      var _ = isFolder(around, name);
      return true;
    } catch (NoSuchFileException free) {
      return false;
    }
  }

  private static boolean isFolder(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isDirectory();
  }

  private static void unlock(SecureDirectoryStream<Path> folder, Path entry) throws IOException {
    try {
      folder
          .getFileAttributeView(
              entry.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(OWN);
    } catch (AccessDeniedException closed) {
      Files.setPosixFilePermissions(entry, OWN); // which can happen to an ordinary user only
    }
  }
}
