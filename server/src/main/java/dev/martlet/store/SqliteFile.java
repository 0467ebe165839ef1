package dev.martlet.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file of the database, looked at from outside: SQLite itself does not notice while it runs
 * that its file was removed, replaced or cut off, and goes on from memory until the process ends.
 * Safe for all threads.
 */
final class SqliteFile {
  private static final System.Logger LOG = System.getLogger(SqliteFile.class.getName());

  private final Path file;
  private @Nullable Object key;
  private long size;
  private boolean lost;

  /** Looks for the first time. */
  SqliteFile(Path file) {
    this.file = file;
    look();
  }

  /** What an operator should know of it, from the first look that found something on. */
  synchronized Optional<Store.Trouble> trouble() {
    look();
    return lost
        ? Optional.of(
            new Store.Trouble(
                file + " was removed, replaced or cut off while the platform ran.",
                "Functions go on from memory; changes and asynchronous calls are refused. Stop the"
                    + " platform and restore a backup; without one, keep it running until you have"
                    + " noted what `martlet functions` shows."))
        : Optional.empty();
  }

  private synchronized void look() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      // It never becomes smaller by itself.
      lost |= key != null && (!key.equals(now.fileKey()) || now.size() < size);
      key = now.fileKey();
      size = now.size();
    } catch (NoSuchFileException gone) {
      lost |= key != null;
    } catch (IOException unknown) {
      LOG.log(Level.DEBUG, "The database's file cannot be looked at", unknown);
    }
  }
}
