package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A folder of the machine's for each sandbox, as large as the disk it is on. Nobody but the
 * sandbox's user and root may enter it.
 */
final class TemporaryFolders implements Scratches {
  private static final System.Logger LOG = System.getLogger(TemporaryFolders.class.getName());

  private final Path place;
  private final AtomicLong names = new AtomicLong();

  private TemporaryFolders(Path place) {
    this.place = place;
  }

  /**
   * Makes the folder that they are in.
   *
   * @throws IOException if somebody else has made it
   */
  static TemporaryFolders in(Path place) throws IOException {
    makePlace(place);
    return new TemporaryFolders(place);
  }

  /** Removes what a killed process has left there; what cannot be removed is only told. */
  static void sweep(Path place) {
    try {
      if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS) || !isOurs(place)) {
        return;
      }
      try (DirectoryStream<Path> left = Files.newDirectoryStream(place)) {
        left.forEach(TemporaryFolders::remove);
      }
      Files.delete(place);
    } catch (IOException | DirectoryIteratorException stuck) {
      LOG.log(Level.WARNING, "What a former process left in " + place + " stays", stuck);
    }
  }

  // Again if it has gone, because machines remove what has been empty among temporary files for
  // days.
  private static void makePlace(Path place) throws IOException {
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(place);
    } else if (!isOurs(place)) {
      throw new IOException(place + " belongs to somebody else, and is in the way");
    }
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx--x--x"));
  }

  private static boolean isOurs(Path place) throws IOException {
    Map<String, Object> is =
        Files.readAttributes(place, "unix:uid,isDirectory", LinkOption.NOFOLLOW_LINKS);
    Object us = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    return Boolean.TRUE.equals(is.get("isDirectory")) && us.equals(is.get("uid"));
  }

  @Override
  public synchronized Scratch take(SandboxLimits limits) throws IOException {
    makePlace(place);
    while (true) {
      Path folder = place.resolve(Long.toString(names.incrementAndGet()));
      try {
        return new Scratch.Folder(
            Files.createDirectory(
                folder,
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------"))));
      } catch (FileAlreadyExistsException left) {
        LOG.log(Level.DEBUG, "A former process left it", left);
      }
    }
  }

  @Override
  public void discard(Scratch scratch) {
    if (scratch instanceof Scratch.Folder(Path folder)) {
      remove(folder);
    }
  }

  private static void remove(Path folder) {
    try {
      Removal.of(folder);
    } catch (IOException stuck) {
      LOG.log(Level.WARNING, "A sandbox's files stay until the next start", stuck);
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
}
