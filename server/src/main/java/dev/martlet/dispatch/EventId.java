package dev.martlet.dispatch;

import dev.martlet.model.RequestId;
import java.time.Instant;
import java.util.UUID;

/**
 * The name of a queued event: a UUID of version 7 in its text form, so that names are in order of
 * time and new rows stand beside each other on disk.
 */
public record EventId(String value) {
  private static final int LENGTH = 36;
  private static final long VERSION_7 = 0x7000L;
  private static final long RANDOM_BITS = 0x0fffL;

  public EventId {
    if (value.length() != LENGTH) {
      throw new IllegalArgumentException("An event's id is a UUID: " + value);
    }
  }

  /** Of an event queued at {@code queuedAt}; the request id's own digits make it unique. */
  public static EventId of(Instant queuedAt, RequestId request) {
    UUID random = UUID.fromString(request.value());
    long digits = (random.getMostSignificantBits() >>> 4) & RANDOM_BITS;
    long first = (queuedAt.toEpochMilli() << 16) | VERSION_7 | digits;
    return new EventId(new UUID(first, random.getLeastSignificantBits()).toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
