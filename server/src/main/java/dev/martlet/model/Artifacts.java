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
   * @throws IOException if the archive is missing or unreadable
   */
  Lease lease(Digest archive) throws IOException;

  /** The right to read a tree. */
  interface Lease extends AutoCloseable {
    Path directory();

    @Override
    void close();
  }
}
