package dev.martlet.code;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes an archive's tree into a directory that nobody else writes to.
 *
 * <p>Hard rules: while files are written there is no symbolic link in the tree; every file is new;
 * modes are ours, and of the archive's only "executable" counts, for everybody may read (a sandbox
 * runs as a user of its own).
 */
final class TreeWriter {
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("r--r--r--");
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("r-xr-xr-x");

  private final Path root;

  /**
   * @param root an empty directory
   */
  TreeWriter(Path root) {
    this.root = root;
  }

  void write(Archive archive) throws BadArchive, IOException {
    Plan plan = archive.plan();
    Files.setPosixFilePermissions(root, DIRECTORY);
    for (String path : plan.directories()) {
      Path directory = Files.createDirectory(root.resolve(Archive.folder(path)));
      Files.setPosixFilePermissions(directory, DIRECTORY);
    }
    try (EntryData data = archive.data()) {
      for (Plan.Node file : plan.files()) {
        writeFile(file, data);
      }
      for (Plan.Node link : plan.links()) {
        Files.createSymbolicLink(root.resolve(Archive.path(link)), Archive.target(link, data));
      }
    }
  }

  private void writeFile(Plan.Node file, EntryData data) throws BadArchive, IOException {
    Path path = root.resolve(Archive.path(file));
    try (FileChannel channel =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Channels.newOutputStream(channel)) {
      data.unpack(file.entry(), out);
      Files.setPosixFilePermissions(path, file.entry().executable() ? EXECUTABLE : PLAIN);
    }
  }
}
