package dev.martlet.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Immutable content under the name of its digest: code archives, layers, object bodies.
 *
 * <p>Safe for all threads; everything blocks on files. First put, then commit the record that names
 * the digest: so every digest a record names is readable.
 */
public interface BlobStore {
  /**
   * Reads {@code in} to its end. On {@link Stored} the bytes and their directory entry are on disk.
   * Content that is there already counts as just put. Does not close {@code in}.
   *
   * @param max the most bytes to take
   * @throws IOException if reading or writing fails; nothing is left behind
   */
  Put put(InputStream in, ByteSize max) throws IOException;

  /**
   * Opens the content from its start.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  InputStream open(Digest digest) throws IOException;

  /**
   * A file of this machine with the content, for readers that must seek. Not to be written, moved
   * or kept beyond the record that names it.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  Path file(Digest digest) throws IOException;

  /**
   * Removes what is neither {@code live} nor put since {@code olderThan}; the latter spares content
   * whose record is not committed yet.
   *
   * @return how many were removed
   */
  int sweep(Predicate<Digest> live, Instant olderThan) throws IOException;

  /** What became of a put. */
  sealed interface Put {}

  /** It is on disk. */
  record Stored(Digest digest, ByteSize size) implements Put {}

  /** There were more than {@code max} bytes; nothing was kept. */
  record TooLarge(ByteSize max) implements Put {}
}
