package dev.martlet.logs;

import dev.martlet.model.Clock;
import dev.martlet.model.LogSink;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A log group: what is in memory, what is in files, and the way from one to the other. */
final class Group {
  private static final System.Logger LOG = System.getLogger(Group.class.getName());
  private static final long MAX_BUFFER_BYTES = 8L << 20;
  private static final String DESCRIPTION = "group";

  private final GroupId id;
  private final Instant created;
  private final Path root;
  private final Retention retention;
  private final Chunks memory;
  private volatile Instant used;

  // Null until the files are needed, and again in a group that rests.
  private @Nullable Segments segments;
  private Instant nothingGoesBefore = Instant.MIN;
  private @Nullable Buffer buffer;
  private int openStreams;
  private boolean removed;
  private boolean failing;

  /**
   * A group with nothing in memory.
   *
   * @param used when it was last written to, as far as that is known
   * @param root the directory of all groups
   */
  Group(GroupId id, Instant created, Instant used, Path root, Retention retention, Chunks memory) {
    this.id = id;
    this.created = created;
    this.used = used;
    this.root = root;
    this.retention = retention;
    this.memory = memory;
  }

  GroupId id() {
    return id;
  }

  Instant created() {
    return created;
  }

  // Made anew when it is asked for: there may be thousands of groups that rest.
  private Path directory() {
    return id.directory(root);
  }

  /** When one of its streams was last opened or closed. */
  Instant used() {
    return used;
  }

  /** Opens a stream; empty if the group has been removed. */
  synchronized Optional<LogSink.Stream> open(String stream, Clock clock, Flusher flusher) {
    if (removed) {
      return Optional.empty();
    }
    openStreams++;
    used = clock.now();
    if (buffer == null) {
      buffer = new Buffer(memory, MAX_BUFFER_BYTES);
    }
    Buffer.Writer writer = new Buffer.Writer(stream, used.toEpochMilli());
    return Optional.of(new Writing(buffer, writer, clock, flusher));
  }

  private synchronized void closed(Instant now) {
    openStreams--;
    used = now;
  }

  /** Ends the group's use, unless a stream of it is open: then it stays, and this is false. */
  synchronized boolean remove() {
    removed = openStreams == 0;
    return removed;
  }

  private synchronized boolean removed() {
    return removed;
  }

  /** The way into the group of one stream. */
  private final class Writing implements LogSink.Stream {
    private final Buffer buffer;
    private final Buffer.Writer writer;
    private final Clock clock;
    private final Flusher flusher;
    private boolean closed;

    Writing(Buffer buffer, Buffer.Writer writer, Clock clock, Flusher flusher) {
      this.buffer = buffer;
      this.writer = writer;
      this.clock = clock;
      this.flusher = flusher;
    }

    @Override
    public void append(long millis, ByteBuffer line) {
      if (buffer.append(writer, millis, line)) {
        flusher.soon(Group.this);
      }
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      Instant now = clock.now();
      if (buffer.close(writer, now.toEpochMilli())) {
        flusher.soon(Group.this);
      }
      closed(now);
    }
  }

  /**
   * Writes what is in memory; on the thread {@code martlet-logs} only. Events that cannot be
   * written are counted as lost, which the group's next event tells.
   */
  void flush(Instant now) {
    Buffer filled = buffer();
    Batch batch = filled == null ? null : filled.take();
    if (filled == null || batch == null) {
      return;
    }
    try {
      if (!removed()) {
        segments().append(batch, now);
      }
      failing = false;
    } catch (IOException | RuntimeException failure) {
      // Whatever it was, it must not keep the same thread from the other groups.
      filled.lose(batch.events());
      // Once per trouble: a full disk would otherwise fill the platform's log too.
      LOG.log(failing ? Level.DEBUG : Level.WARNING, "Log events were lost: " + id, failure);
      failing = true;
    } finally {
      batch.chunks().forEach(memory::giveBack);
    }
  }

  /** What has been written to it; nothing if it has been removed. On the same thread. */
  Contents contents() throws IOException {
    return new Contents(id, removed() ? List.of() : segments().snapshot());
  }

  private Segments segments() throws IOException {
    if (segments == null) {
      describe();
      segments = Segments.open(directory(), retention);
    }
    return segments;
  }

  /** Removes what is no longer kept; on the same thread. */
  void retain(Instant now) throws IOException {
    if (!removed() && !now.isBefore(nothingGoesBefore)) {
      segments().retain(now);
    }
  }

  /**
   * Lets go of what a group has in memory, if nobody has written to it since then: whoever needs it
   * finds it in the files. On the same thread.
   */
  void rest(Instant since) {
    if (used.isBefore(since) && emptied() && segments != null) {
      nothingGoesBefore = segments.nothingGoesBefore();
      segments = null;
    }
  }

  /** Whether its log is in files only. On the same thread. */
  boolean rests() {
    return segments == null;
  }

  private synchronized boolean emptied() {
    if (openStreams > 0 || (buffer != null && !buffer.isEmpty())) {
      return false;
    }
    buffer = null;
    return true;
  }

  private synchronized @Nullable Buffer buffer() {
    return buffer;
  }

  /** Deletes the files of a removed group, the description last; on the same thread. */
  void delete() throws IOException {
    Path directory = directory();
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      all.forEach(files::add);
    } catch (NoSuchFileException neverWritten) {
      return;
    }
    Path description = directory.resolve(DESCRIPTION);
    files.remove(description);
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(description);
    Files.deleteIfExists(directory);
  }

  private void describe() throws IOException {
    Path directory = directory();
    Path file = directory.resolve(DESCRIPTION);
    if (!Files.exists(file)) {
      Files.createDirectories(directory);
      Path temporary = directory.resolve(DESCRIPTION + ".new");
      Files.writeString(temporary, created.toEpochMilli() + "\n" + id.name() + "\n");
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** What a directory's description says: when the group was made, and its name. */
  record Description(Instant created, String name) {
    static Description read(Path directory) throws IOException {
      List<String> lines =
          Files.readAllLines(directory.resolve(DESCRIPTION), StandardCharsets.UTF_8);
      if (lines.size() != 2) {
        throw new IOException("Not a log group's description: " + directory);
      }
      try {
        return new Description(
            Instant.ofEpochMilli(Long.parseLong(lines.getFirst())), lines.getLast());
      } catch (NumberFormatException damaged) {
        throw new IOException("Not a log group's description: " + directory, damaged);
      }
    }
  }
}
