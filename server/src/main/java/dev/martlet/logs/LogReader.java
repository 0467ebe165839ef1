package dev.martlet.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Finds a selection's events in a group's segments. For one call, on the caller's thread. */
final class LogReader {
  private static final System.Logger LOG = System.getLogger(LogReader.class.getName());

  /** How much one call reads at most before it answers with a page that may be empty. */
  private static final long MAX_SCANNED_BYTES = 64L << 20;

  private final List<Segment> segments;
  private final Selection selection;
  private final int max;

  /** Reads at most {@code max} events per page. */
  LogReader(List<Segment> segments, Selection selection, int max) {
    this.segments = segments;
    this.selection = selection;
    this.max = max;
  }

  /** The first events at or behind {@code position}. */
  Page forward(long position) {
    Forward forward = new Forward(position);
    long scanned = 0;
    for (Segment segment : segments) {
      if (segment.end() <= position || !selection.touches(segment)) {
        continue;
      }
      if (scanned >= MAX_SCANNED_BYTES) {
        return new Page(forward.events, segment.base(), false);
      }
      scanned += segment.size();
      scan(segment, forward);
      if (forward.full) {
        return new Page(forward.events, forward.next, false);
      }
    }
    return new Page(forward.events, forward.next, true);
  }

  /** The last events before {@code position}, in their order. */
  Page backward(long position) {
    Deque<Event> events = new ArrayDeque<>();
    int bytes = 0;
    for (Segment segment : segments.reversed()) {
      if (segment.base() >= position || !selection.touches(segment)) {
        continue;
      }
      Backward backward = new Backward(position, max - events.size(), Page.MAX_BYTES - bytes);
      scan(segment, backward);
      backward.events.descendingIterator().forEachRemaining(events::addFirst);
      bytes += backward.bytes;
      if (backward.full || events.size() == max) {
        return page(events, position, false);
      }
    }
    return page(events, position, true);
  }

  private static Page page(Deque<Event> events, long position, boolean complete) {
    long next = events.isEmpty() ? position : events.getLast().position() + 1;
    return new Page(List.copyOf(events), next, complete);
  }

  private static void scan(Segment segment, Collector collector) {
    collector.base = segment.base();
    try {
      new SegmentReader().read(segment.file(), segment.size(), collector);
    } catch (NoSuchFileException removed) {
      // Its time has come between the snapshot and now: its events are no longer kept.
      LOG.log(Level.DEBUG, "Removed while it was read: {0}", segment.file());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What is wanted of a segment. */
  private abstract class Collector implements SegmentReader.Visitor {
    long base;

    @Override
    public final boolean event(long offset, long millis, String stream, ByteBuffer text) {
      if (!selection.covers(millis) || !selection.streams().test(stream)) {
        return true;
      }
      long position = base + offset;
      if (!isInRange(position)) {
        return isBefore(position);
      }
      int bytes = text.remaining();
      String message = StandardCharsets.UTF_8.decode(text).toString();
      return !selection.message().test(message)
          || add(new Event(position, millis, stream, message, bytes));
    }

    abstract boolean isInRange(long position);

    /** Whether what is in range may still follow. */
    abstract boolean isBefore(long position);

    abstract boolean add(Event event);
  }

  private final class Forward extends Collector {
    final List<Event> events = new ArrayList<>();
    private final long from;
    long next;
    boolean full;
    private int bytes;

    Forward(long from) {
      this.from = from;
      this.next = from;
    }

    @Override
    boolean isInRange(long position) {
      return position >= from;
    }

    @Override
    boolean isBefore(long position) {
      return true;
    }

    @Override
    boolean add(Event event) {
      full = events.size() == max || bytes + event.pageBytes() > Page.MAX_BYTES;
      if (!full) {
        events.add(event);
        bytes += event.pageBytes();
        next = event.position() + 1;
      }
      return !full;
    }
  }

  private final class Backward extends Collector {
    final Deque<Event> events = new ArrayDeque<>();
    private final long before;
    private final int maxEvents;
    private final int maxBytes;
    int bytes;
    boolean full;

    Backward(long before, int maxEvents, int maxBytes) {
      this.before = before;
      this.maxEvents = maxEvents;
      this.maxBytes = maxBytes;
    }

    @Override
    boolean isInRange(long position) {
      return position < before;
    }

    @Override
    boolean isBefore(long position) {
      return false;
    }

    @Override
    boolean add(Event event) {
      events.add(event);
      bytes += event.pageBytes();
      while (events.size() > maxEvents || bytes > maxBytes) {
        bytes -= events.removeFirst().pageBytes();
        full = true;
      }
      return true;
    }
  }
}
