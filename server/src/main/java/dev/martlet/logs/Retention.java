package dev.martlet.logs;

import dev.martlet.model.ByteSize;
import java.time.Duration;

/**
 * What a log group keeps; whichever bound is reached first, its oldest events go.
 *
 * @param age how long an event is kept at least, until its segment goes
 * @param size how much one group keeps, give or take a segment
 */
public record Retention(Duration age, ByteSize size) {
  /** Streams that one group keeps; each is looked at when streams are listed. */
  static final int MAX_STREAMS = 10_000;

  public Retention {
    if (age.isNegative() || age.isZero() || size.bytes() == 0) {
      throw new IllegalArgumentException("Logs are kept for some time and size");
    }
  }
}
