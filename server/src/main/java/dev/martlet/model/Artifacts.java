package dev.martlet.model;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Unpacked code, read-only, shared by all environments that run it. Implemented by {@code code}.
 */
public interface Artifacts {
  /**
   * The unpacked tree of an archive; unpacks it if it is not there yet. It stays until the lease is
   * closed. Safe for all threads; blocks on files.
   *
   * @throws Damaged if the archive is not what it was, or gone
   * @throws IOException if the archive cannot be read now, or the disk takes no tree
   */
  Lease lease(Digest archive) throws IOException;

  /** The archive on disk is not what its digest says. */
  final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    /** For callers. */
    public static final String TOLD =
        "The function's code is damaged on the disk of the platform: upload it again.";

    public Damaged(Digest archive, String how) {
      super("Archive " + archive + " is damaged: " + how);
    }
  }

  /** The right to read a tree. */
  interface Lease extends AutoCloseable {
    Path directory();

    @Override
    void close();
  }
}
