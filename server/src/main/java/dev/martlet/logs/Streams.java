package dev.martlet.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whose events a segment holds. A segment that is written to has them in memory; a full one has
 * them in its index, because a group may have thousands of streams and is seldom asked for them.
 */
sealed interface Streams {
  /**
   * How many were opened after the segment's first event. So each counts in one segment, however
   * many it has events in; those that were about to write their first event just then in none.
   */
  int begun();

  /** The earliest event of all, {@link Long#MAX_VALUE} if there is none. */
  long first();

  /** The latest event of all, {@link Long#MIN_VALUE} if there is none. */
  long last();

  /**
   * Each by its name; may read files.
   *
   * @throws UncheckedIOException if they cannot be read
   */
  Map<String, Span> each();

  /** Those of a segment that grows. */
  record InMemory(Map<String, Span> each) implements Streams {
    public InMemory {
      each = Map.copyOf(each);
    }

    @Override
    public int begun() {
      long first = first();
      return (int) each.values().stream().filter(span -> span.created() >= first).count();
    }

    @Override
    public long first() {
      return each.values().stream().mapToLong(Span::first).min().orElse(Long.MAX_VALUE);
    }

    @Override
    public long last() {
      return each.values().stream().mapToLong(Span::last).max().orElse(Long.MIN_VALUE);
    }
  }

  /**
   * Those of a full segment.
   *
   * @param directory the group's
   * @param base the segment's
   */
  record InFile(Path directory, long base, int begun, long first, long last) implements Streams {
    @Override
    public Map<String, Span> each() {
      try {
        return SegmentIndex.segment(directory, base).streams().each();
      } catch (NoSuchFileException removed) {
        return Map.of(); // its time has come meanwhile: its events are no longer kept
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
