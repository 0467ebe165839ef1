package dev.martlet.logs;

/**
 * One event.
 *
 * @param position of its record in the group's log: unique, and never another event's
 * @param millis when it was read, in milliseconds since the epoch
 * @param bytes how long its message is
 */
record Event(long position, long millis, String stream, String message, int bytes) {
  /** What AWS adds to an event's length when it measures a page. */
  private static final int OVERHEAD_BYTES = 26;

  /** As AWS's: 56 digits, in the order of events. */
  String id() {
    return "%014d%042d".formatted(millis, position);
  }

  int pageBytes() {
    return bytes + OVERHEAD_BYTES;
  }
}
