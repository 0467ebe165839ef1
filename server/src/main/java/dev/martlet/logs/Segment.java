package dev.martlet.logs;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * One file of a group's log, as it was at one moment.
 *
 * @param directory the group's
 * @param base the position of its first byte in the log of the group; its file is named after it
 * @param size how many bytes of it are whole records
 * @param streams whose events it holds
 */
record Segment(Path directory, long base, long size, Streams streams) {
  /** A segment that grows. */
  Segment(Path directory, long base, long size, Map<String, Span> streams) {
    this(directory, base, size, new Streams.InMemory(streams));
  }

  static Segment empty(Path directory, long base) {
    return new Segment(directory, base, 0, Map.of());
  }

  // Made anew when it is asked for: there may be thousands of segments that nobody looks at.
  Path file() {
    return directory.resolve("%019d.log".formatted(base));
  }

  /** The position behind its last byte. */
  long end() {
    return base + size;
  }

  Segment plus(long bytes, Map<String, Span> more) {
    Map<String, Span> merged = new HashMap<>(streams.each());
    more.forEach((name, span) -> merged.merge(name, span, Span::plus));
    return new Segment(directory, base, size + bytes, merged);
  }

  /** The same when it grows no more. */
  Segment full() {
    return new Segment(
        directory,
        base,
        size,
        new Streams.InFile(directory, base, streams.begun(), streams.first(), streams.last()));
  }
}
