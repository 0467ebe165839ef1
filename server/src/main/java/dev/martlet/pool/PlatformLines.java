package dev.martlet.pool;

import dev.martlet.model.RequestId;
import java.time.Instant;

/**
 * The lines that the platform itself writes into a function's log, in the two formats that AWS
 * documents ("Lambda platform log events").
 */
sealed interface PlatformLines permits TextPlatformLines, JsonPlatformLines {
  static PlatformLines of(boolean json) {
    return json ? new JsonPlatformLines() : new TextPlatformLines();
  }

  String start(RequestId id, String version, Instant now);

  /** The line before the report; empty where the format has none. */
  String end(RequestId id);

  String report(Report report, Instant now);

  /** Two decimals, as every duration in a report. */
  static String millis(java.time.Duration duration) {
    long hundredths = Math.ceilDiv(duration.toNanos(), 10_000);
    long fraction = hundredths % 100;
    return hundredths / 100 + (fraction < 10 ? ".0" : ".") + fraction;
  }
}
