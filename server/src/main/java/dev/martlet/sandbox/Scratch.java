package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.nio.file.Path;

/** What one sandbox has as {@code /tmp}: writable, empty at first, and gone with the sandbox. */
sealed interface Scratch {
  /** A file system in memory, charged to the sandbox's control group. */
  record Memory(ByteSize size) implements Scratch {}

  /** A folder of the machine's, which the launcher gives to the sandbox's user. */
  record Folder(Path path) implements Scratch {}

  /** A file system on disk, mounted nowhere until the launcher takes it. */
  non-sealed interface Disk extends Scratch {
    /** A file that leads to the mount as long as this process keeps it. */
    String path();
  }
}
