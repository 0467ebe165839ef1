package dev.martlet.code;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Trees that nobody needs, moved out of sight by one rename each and deleted when there is time: a
 * tree may hold a hundred thousand files. What one process leaves in it, the next one deletes.
 */
final class Trash {
  private final Path folder;

  private Trash(Path folder) {
    this.folder = folder;
  }

  static Trash open(Path folder) throws IOException {
    return new Trash(Files.createDirectories(folder));
  }

  /** Takes a directory of the same file system. */
  void take(Path directory) throws IOException {
    Path name = folder.resolve(UUID.randomUUID().toString());
    Files.move(directory, name, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Deletes all that is in it, one file after the other; returns early, with the rest in place,
   * when its thread is interrupted. What cannot be deleted keeps nothing else from it.
   */
  void empty() throws IOException {
    List<IOException> failures = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      for (Path directory : found) {
        try {
          delete(directory);
        } catch (IOException stuck) {
          failures.add(stuck);
        }
      }
    }
    if (!failures.isEmpty()) {
      IOException first = failures.removeFirst();
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  /**
   * Deletes a directory with all in it, or as much as is done when its thread is interrupted; links
   * are deleted, never followed.
   */
  static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            return unlessInterrupted(file);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            return unlessInterrupted(visited);
          }
        });
  }

  private static FileVisitResult unlessInterrupted(Path path) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      return FileVisitResult.TERMINATE;
    }
    Files.delete(path);
    return FileVisitResult.CONTINUE;
  }
}
