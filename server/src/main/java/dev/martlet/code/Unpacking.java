package dev.martlet.code;

import dev.martlet.model.Digest;
import java.io.IOException;
import java.nio.file.Path;

/** What came of taking in an archive. */
public sealed interface Unpacking {
  /** It is refused; {@code message} is for the caller, in AWS's words where AWS has some. */
  record Refused(String message) implements Unpacking {}

  /** The disk would be nearly full with it, so nothing was written; {@code message} says so. */
  record NoRoom(String message) implements Unpacking {}

  /** Its tree is there. Until this is closed there is room for its blob. */
  final class Known implements Unpacking, AutoCloseable {
    private final Room.Promise room;

    Known(Room.Promise room) {
      this.room = room;
    }

    @Override
    public void close() {
      room.close();
    }
  }

  /**
   * A tree without a name. Unless it gets one it goes when this is closed; until then there is room
   * for its blob. For one thread.
   */
  final class Unpacked implements Unpacking, AutoCloseable {
    private final CodeTrees trees;
    private final Path directory;
    private final Room.Promise room;

    Unpacked(CodeTrees trees, Path directory, Room.Promise room) {
      this.trees = trees;
      this.directory = directory;
      this.room = room;
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
      try (room) {
        CodeTrees.drop(directory);
      }
    }
  }
}
