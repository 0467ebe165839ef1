package dev.martlet.logs;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * One file of a group's log, as it was at one moment.
 *
 * @param base the position of its first byte in the log of the group; its file is named after it
 * @param size how many bytes of it are whole records
 * @param streams whose events it holds
 */
record Segment(Path file, long base, long size, Map<String, Span> streams) {
  Segment {
    streams = Map.copyOf(streams);
  }

  static Segment empty(Path directory, long base) {
    return new Segment(directory.resolve("%019d.log".formatted(base)), base, 0, Map.of());
  }

  /** The position behind its last byte. */
  long end() {
    return base + size;
  }

  long first() {
    return streams.values().stream().mapToLong(Span::first).min().orElse(Long.MAX_VALUE);
  }

  long last() {
    return streams.values().stream().mapToLong(Span::last).max().orElse(Long.MIN_VALUE);
  }

  Segment plus(long bytes, Map<String, Span> more) {
    Map<String, Span> merged = new HashMap<>(streams);
    more.forEach((name, span) -> merged.merge(name, span, Span::plus));
    return new Segment(file, base, size + bytes, merged);
  }
}
