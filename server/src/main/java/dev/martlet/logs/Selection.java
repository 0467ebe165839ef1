package dev.martlet.logs;

import java.util.function.Predicate;

/**
 * Which events are wanted.
 *
 * @param streams by the name of their stream
 * @param from not before, in milliseconds since the epoch
 * @param to not after
 * @param message by what they say
 */
record Selection(Predicate<String> streams, long from, long to, Predicate<String> message) {
  /** Whether a segment can hold any. */
  boolean touches(Segment segment) {
    Streams held = segment.streams();
    return held.first() <= to
        && held.last() >= from
        && held.each().entrySet().stream()
            .anyMatch(
                stream ->
                    streams.test(stream.getKey())
                        && stream.getValue().first() <= to
                        && stream.getValue().last() >= from);
  }

  boolean covers(long millis) {
    return from <= millis && millis <= to;
  }
}
