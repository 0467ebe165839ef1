package dev.martlet.code;

import dev.martlet.model.Digest;
import java.io.IOException;
import java.nio.file.Path;

/** What came of unpacking an archive that nobody has looked through before. */
public sealed interface Unpacking {
  /** It is refused; {@code message} is for the caller, in AWS's words where AWS has some. */
  record Refused(String message) implements Unpacking {}

  /** The disk would be nearly full with it, so nothing was written; {@code message} says so. */
  record NoRoom(String message) implements Unpacking {}

  /** A tree without a name. Unless it gets one it goes when this is closed. For one thread. */
  final class Unpacked implements Unpacking, AutoCloseable {
    private final CodeTrees trees;
    private final Path directory;

    Unpacked(CodeTrees trees, Path directory) {
      this.trees = trees;
      this.directory = directory;
    }

    /**
     * Makes it the tree of its archive.
     *
     * @param archive whose blob is on disk
     */
    public void name(Digest archive) throws IOException {
      trees.put(archive, directory);
    }

    @Override
    public void close() throws IOException {
      CodeTrees.drop(directory);
    }
  }
}
