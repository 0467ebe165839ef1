package dev.martlet.wire.sign;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

/** Moments in ISO 8601's basic form, {@code yyyyMMdd'T'HHmmss'Z'}. */
final class BasicDate {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private BasicDate() {}

  static String format(Instant moment) {
    return FORM.format(moment);
  }

  static String format(long epochSecond) {
    return format(Instant.ofEpochSecond(epochSecond));
  }

  /** The moment in seconds since the epoch; empty if {@code text} is in any other form. */
  static OptionalLong parse(String text) {
    if (text.length() != 16 || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
      return OptionalLong.empty();
    }
    int date = digits(text, 0, 8);
    int time = digits(text, 9, 15);
    if (date < 0 || time < 0) {
      return OptionalLong.empty();
    }
    try {
      LocalDateTime moment =
          LocalDate.of(date / 10_000, date / 100 % 100, date % 100)
              .atTime(time / 10_000, time / 100 % 100, time % 100);
      return OptionalLong.of(moment.toEpochSecond(ZoneOffset.UTC));
    } catch (DateTimeException noSuchDay) {
      return OptionalLong.empty();
    }
  }

  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
