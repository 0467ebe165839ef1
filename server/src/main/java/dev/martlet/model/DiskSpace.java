package dev.martlet.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room a disk has. */
@FunctionalInterface
public interface DiskSpace {
  /** With less than this free a disk is nearly full: health says so, and new code is refused. */
  ByteSize NEARLY_FULL = ByteSize.megabytes(256);

  /** What is free for this process. */
  ByteSize free() throws IOException;

  /** That of the disk on which {@code path} lies. */
  static DiskSpace of(Path path) {
    return () -> new ByteSize(Files.getFileStore(path).getUsableSpace());
  }
}
