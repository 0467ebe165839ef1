package dev.martlet.code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * One unpacked archive, and how many read it.
 *
 * <p>Its monitor is held while it is unpacked: that is what makes everybody who wants the same tree
 * wait for one unpacking, and nobody else ever takes it.
 */
final class Tree {
  private final Path directory;
  private boolean gone;
  private int leases;

  Tree(Path directory) {
    this.directory = directory;
  }

  /** Makes the tree at a path that does not exist yet: all of it or nothing. */
  @FunctionalInterface
  interface Making {
    void at(Path directory) throws IOException;
  }

  /** Takes a tree away at once, however large it is. */
  @FunctionalInterface
  interface Removal {
    void take(Path directory) throws IOException;
  }

  Path directory() {
    return directory;
  }

  /** Counts one more reader; false if the tree was swept, and a new one must be asked for. */
  synchronized boolean take(Making making) throws IOException {
    if (gone) {
      return false;
    }
    // Looked at each time, because a start takes longer, and somebody may have made room.
    if (!Files.isDirectory(directory)) {
      making.at(directory);
    }
    leases++;
    return true;
  }

  /** Takes what was unpacked elsewhere, unless it is there already or was just swept. */
  synchronized void put(Path unpacked) throws IOException {
    if (!gone && !Files.isDirectory(directory)) {
      Files.move(unpacked, directory, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  synchronized void release() {
    leases--;
  }

  /** Puts the tree out of sight unless somebody reads it; true if it is gone. */
  synchronized boolean remove(Removal removal) throws IOException {
    if (leases > 0 || gone) {
      return gone;
    }
    removal.take(directory);
    gone = true;
    return true;
  }
}
