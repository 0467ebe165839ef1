package dev.martlet.model;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** What keeps a disk from taking anything for now. */
public enum DiskTrouble {
  FULL("is full", "make room"),
  READ_ONLY("is read-only", "mount it writable"),
  FAILING("fails", "look into the system's log, and replace it");

  private final String what;
  private final String remedy;

  DiskTrouble(String what, String remedy) {
    this.what = what;
    this.remedy = remedy;
  }

  /** What a failure on files means, as far as it says: Java has only the system's words for it. */
  public static Optional<DiskTrouble> of(IOException failure) {
    String reason = failure instanceof FileSystemException file ? file.getReason() : null;
    return switch (reason == null ? String.valueOf(failure.getMessage()) : reason) {
      case "No space left on device", "Disk quota exceeded" -> Optional.of(FULL);
      case "Read-only file system" -> Optional.of(READ_ONLY);
      case "Input/output error" -> Optional.of(FAILING);
      default -> Optional.empty();
    };
  }

  /** For callers: what is wrong, and what an operator does about it. Names no path. */
  public String told() {
    return "The disk of the platform %s: %s. `martlet health` tells more.".formatted(what, remedy);
  }
}
