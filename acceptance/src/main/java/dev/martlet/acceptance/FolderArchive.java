package dev.martlet.acceptance;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;

/** The zip archive of a folder, with its files' permissions. */
public final class FolderArchive {
  private FolderArchive() {}

  /** The archive in Base64, as {@code ZipFile} wants it. */
  public static String base64(Path folder) throws IOException {
    Path zip = Files.createTempFile("martlet", ".zip");
    try {
      Files.delete(zip);
      write(folder, zip);
      return Base64.getEncoder().encodeToString(Files.readAllBytes(zip));
    } finally {
      Files.deleteIfExists(zip);
    }
  }

  private static void write(Path folder, Path zip) throws IOException {
    Map<String, String> options = Map.of("create", "true", "enablePosixFileAttributes", "true");
    try (FileSystem archive = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), options);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path target = archive.getPath("/" + folder.relativize(file));
        Path parent = target.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.copy(file, target);
        Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
      }
    }
  }
}
