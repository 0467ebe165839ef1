package dev.martlet.logs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a group held at one moment.
 *
 * @param segments in order; none if the group has gone
 */
record Contents(GroupId id, List<Segment> segments) {
  Contents {
    segments = List.copyOf(segments);
  }

  /** Whether events of the stream are kept. The latest, which are asked for most, come first. */
  boolean has(String stream) {
    return segments.reversed().stream()
        .anyMatch(segment -> segment.streams().each().containsKey(stream));
  }

  /** All streams whose events are kept. */
  Map<String, Span> streams() {
    Map<String, Span> streams = new HashMap<>();
    for (Segment segment : segments) {
      segment.streams().each().forEach((name, span) -> streams.merge(name, span, Span::plus));
    }
    return streams;
  }
}
