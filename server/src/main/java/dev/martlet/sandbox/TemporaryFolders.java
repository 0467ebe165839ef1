package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A folder of the machine's for each sandbox, as large as the disk it is on. Nobody but the
 * sandbox's user and root may enter it.
 */
final class TemporaryFolders implements Scratches {
  private static final System.Logger LOG = System.getLogger(TemporaryFolders.class.getName());

  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

  private final Path place;
  private final AtomicLong names = new AtomicLong();

  private TemporaryFolders(Path place) {
    this.place = place;
  }

  /**
   * Makes the folder that they are in, anew if a killed process has left it.
   *
   * @throws IOException if somebody else has made it
   */
  static TemporaryFolders in(Path place) throws IOException {
    sweep(place);
    Files.createDirectory(place);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx--x--x"));
    return new TemporaryFolders(place);
  }

  @Override
  public Scratch take(SandboxLimits limits) throws IOException {
    Path folder = place.resolve(Long.toString(names.incrementAndGet()));
    return new Scratch.Folder(
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWN)));
  }

  @Override
  public void discard(Scratch scratch) {
    if (scratch instanceof Scratch.Folder(Path folder)) {
      try {
        delete(folder);
      } catch (IOException stuck) {
        LOG.log(Level.WARNING, "A sandbox's files stay until the next start", stuck);
      }
    }
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(place);
    } catch (IOException inUse) {
      LOG.log(Level.WARNING, "The sandboxes' files stay until the next start", inUse);
    }
  }

  private static void sweep(Path place) throws IOException {
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Object owner = Files.getAttribute(place, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (!owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
      throw new IOException(place + " belongs to somebody else, and is in the way");
    }
    delete(place);
  }

  private static void delete(Path path) throws IOException {
    Path folder = Objects.requireNonNull(path.getParent());
    try (DirectoryStream<Path> around = Files.newDirectoryStream(folder)) {
      if (!(around instanceof SecureDirectoryStream<Path> held)) {
        throw new IOException(folder + " cannot be held open");
      }
      delete(held, path);
    }
  }

  // By descriptors, so that nobody can put a link in the way of root; links are never followed.
  private static void delete(SecureDirectoryStream<Path> around, Path path) throws IOException {
    Path name = path.getFileName();
    if (!around
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isDirectory()) {
      around.deleteFile(name);
      return;
    }
    unlock(around, path);
    try (SecureDirectoryStream<Path> inside =
        around.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (Path each : inside) {
        delete(inside, each);
      }
    }
    around.deleteDirectory(name);
  }

  private static void unlock(SecureDirectoryStream<Path> around, Path folder) throws IOException {
    try {
      around
          .getFileAttributeView(
              folder.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(OWN);
    } catch (AccessDeniedException closed) {
      Files.setPosixFilePermissions(folder, OWN); // which can happen to an ordinary user only
    }
  }
}
