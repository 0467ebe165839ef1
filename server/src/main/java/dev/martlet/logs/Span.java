package dev.martlet.logs;

/**
 * What is known of one stream's events in some place: a batch, a segment, a group.
 *
 * @param created when the stream was opened, in milliseconds since the epoch
 * @param first its earliest event there
 * @param last its latest event there
 */
record Span(long created, long first, long last) {
  Span plus(Span other) {
    return new Span(
        Math.min(created, other.created), Math.min(first, other.first), Math.max(last, other.last));
  }
}
