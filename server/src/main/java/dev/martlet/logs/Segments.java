package dev.martlet.logs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A group's files, all on the thread {@code martlet-logs}. Nothing is forced to the disk: what was
 * written survives the end of the process, and the loss of power may cost the last seconds.
 */
final class Segments {
  private static final System.Logger LOG = System.getLogger(Segments.class.getName());
  // As Segment.empty names them; no number that begins with a 9 is in use, for it may be too large.
  private static final Pattern NAME = Pattern.compile("[0-8][0-9]{18}\\.log");
  private static final long MAX_SEGMENT_BYTES = 8L << 20;
  private static final int MAX_SEGMENT_STREAMS = 100;

  private final Path directory;
  private final Retention retention;
  private List<Segment> segments;

  private Segments(Path directory, Retention retention, List<Segment> segments) {
    this.directory = directory;
    this.retention = retention;
    this.segments = List.copyOf(segments);
  }

  /** The segments in order; the last one may have grown since. */
  List<Segment> snapshot() {
    return segments;
  }

  /** Finds the files that are in a group's directory. */
  static Segments open(Path directory, Retention retention) throws IOException {
    List<Segment> found = new ArrayList<>();
    for (Path file : files(directory)) {
      found.replaceAll(Segment::full); // all but the last one, which may grow
      found.add(SegmentIndex.segment(directory, base(file)));
    }
    if (found.isEmpty()) {
      found.add(Segment.empty(directory, 0));
    }
    return new Segments(directory, retention, found);
  }

  private static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
      for (Path file : logs) {
        if (NAME.matcher(file.getFileName().toString()).matches()) {
          files.add(file);
        } else {
          LOG.log(Level.WARNING, "{0} is not a segment and is left alone", file);
        }
      }
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    files.sort(null);
    return files;
  }

  /** Until when {@link #retain} has nothing to remove if nothing is written. */
  Instant nothingGoesBefore() {
    return Instant.ofEpochMilli(segments.getFirst().streams().last()).plus(retention.age());
  }

  private static long base(Path file) {
    return Long.parseLong(file.getFileName().toString().replace(".log", ""));
  }

  /** Writes a batch behind all others. If it throws, nothing of the batch will be read. */
  void append(Batch batch, Instant now) throws IOException {
    Segment active = segments.getLast();
    if (active.size() >= MAX_SEGMENT_BYTES || active.streams().begun() >= MAX_SEGMENT_STREAMS) {
      active = roll(now);
    }
    try (FileChannel channel =
        FileChannel.open(active.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long position = active.size();
      // What a batch that failed half-way has left must not appear behind a shorter one.
      channel.truncate(position);
      for (ByteBuffer chunk : batch.chunks()) {
        ByteBuffer left = chunk.duplicate();
        while (left.hasRemaining()) {
          position += channel.write(left, position);
        }
      }
    }
    replaceLast(active.plus(batch.bytes(), batch.streams()));
  }

  private void replaceLast(Segment grown) {
    List<Segment> changed = new ArrayList<>(segments);
    changed.set(changed.size() - 1, grown);
    segments = List.copyOf(changed);
  }

  private Segment roll(Instant now) throws IOException {
    Segment full = segments.getLast();
    SegmentIndex.write(full);
    Segment fresh = Segment.empty(directory, full.end());
    // An empty file keeps the position, should everything before it be removed.
    Files.deleteIfExists(fresh.file());
    Files.createFile(fresh.file());
    List<Segment> changed = new ArrayList<>(segments);
    changed.set(changed.size() - 1, full.full());
    changed.add(fresh);
    segments = List.copyOf(changed);
    retain(now);
    return fresh;
  }

  /** Removes what the retention no longer covers. */
  void retain(Instant now) throws IOException {
    long oldest = now.minus(retention.age()).toEpochMilli();
    Segment active = segments.getLast();
    if (active.size() > 0 && active.streams().last() < oldest) {
      // Nothing was written for as long as events are kept.
      roll(now);
      return;
    }
    List<Segment> kept = new ArrayList<>(segments);
    while (kept.size() > 1 && isBeyond(kept, oldest)) {
      Segment gone = kept.removeFirst();
      segments = List.copyOf(kept);
      Files.deleteIfExists(SegmentIndex.file(gone.file()));
      Files.deleteIfExists(gone.file());
    }
  }

  private boolean isBeyond(List<Segment> kept, long oldest) {
    return kept.getFirst().streams().last() < oldest
        || kept.stream().mapToLong(Segment::size).sum() > retention.size().bytes()
        || kept.stream().mapToInt(one -> one.streams().begun()).sum() > Retention.MAX_STREAMS;
  }
}
