package dev.martlet.logs;

import java.util.List;

/**
 * Some events in their order.
 *
 * @param next the position to go on from, forward
 * @param complete whether nothing was left in that direction
 */
record Page(List<Event> events, long next, boolean complete) {
  /** Most events of a page, as AWS bounds it. */
  static final int MAX_EVENTS = 10_000;

  /** Longest page, as AWS measures it. */
  static final int MAX_BYTES = 1 << 20;

  Page {
    events = List.copyOf(events);
  }
}
