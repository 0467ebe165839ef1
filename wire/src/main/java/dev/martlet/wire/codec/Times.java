package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Shape.Time.Format;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/** Instants on the wire; fractions are written to the millisecond, as AWS does. */
final class Times {
  /** The years that every format can write. */
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final Pattern DATE_TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

  private static final DateTimeFormatter HTTP_DATE_READ = httpDate(true);
  private static final DateTimeFormatter HTTP_DATE_WRITE = httpDate(false);

  private Times() {}

  private static DateTimeFormatter httpDate(boolean fraction) {
    DateTimeFormatterBuilder builder =
        new DateTimeFormatterBuilder().appendPattern("EEE, dd MMM uuuu HH:mm:ss");
    if (fraction) {
      builder.appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true);
    }
    return builder.appendLiteral(" GMT").toFormatter(Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /**
   * Reads text; of seconds since 1970 too, as headers and queries carry them.
   *
   * @param offsets whether a date-time may name another zone than UTC: clients must take that,
   *     servers must not
   */
  static Instant parse(String text, Format format, boolean offsets) {
    try {
      return switch (format) {
        case EPOCH_SECONDS -> ofSeconds(new BigDecimal(text));
        case DATE_TIME -> {
          boolean utc = text.endsWith("Z") || text.endsWith("z");
          if (!DATE_TIME.matcher(text).matches() || !(utc || offsets)) {
            throw new Malformed("not a date-time: " + text);
          }
          yield inRange(OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant());
        }
        case HTTP_DATE -> inRange(Instant.from(HTTP_DATE_READ.parse(text)));
      };
    } catch (DateTimeException | NumberFormatException unreadable) {
      throw new Malformed("not a timestamp: " + text);
    }
  }

  static Instant ofSeconds(BigDecimal seconds) {
    // A short text such as 1e999999999 stands for more digits than memory holds.
    if (Math.abs((long) seconds.scale()) > 30 || seconds.precision() > 40) {
      throw new Malformed("not a timestamp: " + seconds);
    }
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    long nanos = seconds.subtract(whole).movePointRight(9).longValue();
    try {
      return inRange(Instant.ofEpochSecond(whole.longValueExact(), nanos));
    } catch (ArithmeticException | DateTimeException tooFar) {
      throw new Malformed("not a timestamp: " + seconds);
    }
  }

  private static Instant inRange(Instant instant) {
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new Malformed("not a timestamp of the years 0000 to 9999");
    }
    return instant;
  }

  static String format(Instant instant, Format format) {
    Instant millis = instant.truncatedTo(ChronoUnit.MILLIS);
    return switch (format) {
      case EPOCH_SECONDS -> seconds(millis).toPlainString();
      case DATE_TIME -> millis.toString();
      case HTTP_DATE -> HTTP_DATE_WRITE.format(millis);
    };
  }

  /** Seconds since 1970, without trailing zeros. */
  static BigDecimal seconds(Instant instant) {
    BigDecimal millis = BigDecimal.valueOf(instant.toEpochMilli(), 3).stripTrailingZeros();
    return millis.scale() < 0 ? millis.setScale(0) : millis;
  }
}
