package dev.martlet.dispatch;

import dev.martlet.model.FunctionArn;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whose events are tried next: every function has a line of its own, and they take turns, so that
 * one with many or slow events does not keep the others waiting. Knows of each line only when to
 * look at it. Safe for all threads.
 */
final class Lines {
  private final Map<FunctionArn, Line> lines = new LinkedHashMap<>();

  private static final class Line {
    /** How many may be tried at once; one, until it is known what they take. */
    private int most = 1;

    /** When its first event may be due; null while nothing is known to wait. */
    private @Nullable Instant due;

    private int running;

    /** Rises with every arrival: what was read before one says nothing after it. */
    private long arrivals;

    boolean mayHaveMore() {
      return due != null && running < most;
    }
  }

  /**
   * A line's turn.
   *
   * @param until take what is due at this moment
   * @param max how many at most
   */
  record Turn(FunctionArn function, Instant until, int max, long arrivals) {}

  /** An event will be due; true if the function may have another one tried. */
  synchronized boolean arrived(FunctionArn function, Instant due) {
    return arrived(lines.computeIfAbsent(function, absent -> new Line()), due);
  }

  /** The same of an event that shows how many of its function may be tried at once. */
  synchronized boolean arrived(FunctionArn function, Instant due, int most) {
    Line line = lines.computeIfAbsent(function, absent -> new Line());
    line.most = most;
    return arrived(line, due);
  }

  private static boolean arrived(Line line, Instant due) {
    line.arrivals++;
    if (line.due == null || due.isBefore(line.due)) {
      line.due = due;
    }
    return line.mayHaveMore();
  }

  /** So many events of a function may be tried at once; forgotten when it has none. */
  synchronized void allow(FunctionArn function, int most) {
    Line line = lines.get(function);
    if (line != null) {
      line.most = most;
    }
  }

  /** The next line with something due; {@link #took} must follow, before the next call. */
  synchronized Optional<Turn> next(Instant now, int free) {
    if (free <= 0) {
      return Optional.empty();
    }
    for (Map.Entry<FunctionArn, Line> entry : lines.entrySet()) {
      Line line = entry.getValue();
      Instant due = line.due;
      if (due != null && line.mayHaveMore() && isDue(due, now)) {
        int max = Math.min(free, line.most - line.running);
        Instant until = due.isAfter(now) ? due : now;
        return Optional.of(new Turn(entry.getKey(), until, max, line.arrivals));
      }
    }
    return Optional.empty();
  }

  // No event waits longer than that: what seems to was queued before the clock was put back.
  private static boolean isDue(Instant due, Instant now) {
    return !due.isAfter(now) || due.isAfter(now.plus(Retry.LONGEST_PAUSE));
  }

  /**
   * What came of a turn; the line goes to the end.
   *
   * @param next when the first of the rest is due, if all that was due was taken
   */
  synchronized void took(Turn turn, int count, Optional<Instant> next) {
    Line line = lines.remove(turn.function());
    if (line == null) {
      return;
    }
    line.running += count;
    if (count < turn.max() && line.arrivals == turn.arrivals()) {
      line.due = next.orElse(null);
    }
    if (line.due != null || line.running > 0) {
      lines.put(turn.function(), line);
    }
  }

  /** One that was taken is over, or waits again. */
  synchronized void left(FunctionArn function) {
    Line line = lines.get(function);
    if (line != null) {
      line.running--;
      if (line.due == null && line.running == 0) {
        lines.remove(function);
      }
    }
  }

  /** When the first line that may have its turn is due. */
  synchronized Optional<Instant> earliest() {
    return lines.values().stream()
        .filter(Line::mayHaveMore)
        .flatMap(line -> Stream.ofNullable(line.due))
        .min(Instant::compareTo);
  }
}
