package dev.martlet.dispatch;

import dev.martlet.model.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How old events are by a wall clock that may be put forward: what it jumped while this process
 * lives has not passed, and makes nothing older. Across a restart only the wall clock is left.
 *
 * <p>Exact if {@link #now} is asked whenever an event is queued; a clock that was put back makes
 * some events seem younger. Safe for all threads.
 */
final class Ages {
  /** Less is not told from the correction of a clock that drifts. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private static final int MOST_JUMPS = 64;

  private final Clock clock;
  private final Deque<Jump> jumps = new ArrayDeque<>();
  private Instant wall;
  private long nanos;

  /** The clock was put forward: what was queued until {@code before} was queued earlier. */
  private record Jump(Instant before, Duration by) {}

  Ages(Clock clock) {
    this.clock = clock;
    this.wall = clock.now();
    this.nanos = clock.nanoTime();
  }

  /** The wall clock's time. */
  synchronized Instant now() {
    Instant nextWall = clock.now();
    long nextNanos = clock.nanoTime();
    Duration by = Duration.between(wall, nextWall).minusNanos(nextNanos - nanos);
    if (by.compareTo(TOLERANCE) > 0) {
      jumps.addLast(new Jump(wall, by));
      if (jumps.size() > MOST_JUMPS) {
        jumps.removeFirst();
      }
    } else if (by.negated().compareTo(TOLERANCE) > 0) {
      takeBack(by.negated());
    }
    wall = nextWall;
    nanos = nextNanos;
    return nextWall;
  }

  private void takeBack(Duration by) {
    Duration left = by;
    while (left.isPositive() && !jumps.isEmpty()) {
      Jump last = jumps.removeLast();
      if (last.by().compareTo(left) > 0) {
        jumps.addLast(new Jump(last.before(), last.by().minus(left)));
      }
      left = left.minus(last.by());
    }
  }

  /** The age of what was queued at that moment of the wall clock, never negative. */
  synchronized Duration of(Instant queuedAt) {
    Duration age = Duration.between(queuedAt, now());
    for (Jump jump : jumps) {
      if (!queuedAt.isAfter(jump.before())) {
        age = age.minus(jump.by());
      }
    }
    return age.isNegative() ? Duration.ZERO : age;
  }
}
