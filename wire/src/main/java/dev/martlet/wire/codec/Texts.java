package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Shape.Time.Format;
import dev.martlet.wire.shape.WireEnum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Simple values as text: in headers, queries and paths. */
final class Texts {
  private Texts() {}

  /**
   * The value that {@code text} stands for; a text that no constant of an enum has stays a text.
   */
  static Object parse(Shape shape, String text, Format timeFormat, boolean client) {
    return switch (shape) {
      case Shape.Text any -> text;
      case Shape.Enumeration options -> Objects.requireNonNullElse(options.find(text), text);
      case Shape.Bytes bytes -> base64(text);
      case Shape.Flag flag -> flag(text);
      case Shape.Numeral numeral -> number(numeral.kind(), text);
      case Shape.Time time ->
          Times.parse(text, Objects.requireNonNullElse(time.format(), timeFormat), client);
      default -> throw new IllegalStateException("no text form: " + shape);
    };
  }

  static Blob base64(String text) {
    // Java's decoder forgives missing padding; the specification does not.
    if (text.length() % 4 != 0) {
      throw new Malformed("not base64: " + text);
    }
    try {
      return Blob.base64(text);
    } catch (IllegalArgumentException unreadable) {
      throw new Malformed("not base64: " + text);
    }
  }

  private static Boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Malformed("neither true nor false: " + text);
    };
  }

  private static Number number(Shape.Numeral.Kind kind, String text) {
    try {
      return switch (kind) {
        case BYTE -> Byte.valueOf(text);
        case SHORT -> Short.valueOf(text);
        case INTEGER -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case FLOAT -> Float.valueOf(decimal(text));
        case DOUBLE -> Double.valueOf(decimal(text));
        case BIG_INTEGER -> new BigInteger(bounded(text));
        case BIG_DECIMAL -> new BigDecimal(bounded(text));
      };
    } catch (NumberFormatException unreadable) {
      throw new Malformed("not a number: " + text);
    }
  }

  /** Java reads forms that the wire does not know: hexadecimal, suffixes, blanks. */
  private static String decimal(String text) {
    boolean named = text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
    if (!named && !text.matches("-?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,9})?")) {
      throw new Malformed("not a number: " + text);
    }
    return text;
  }

  private static String bounded(String text) {
    if (text.length() > JsonText.MAX_NUMBER_LENGTH) {
      throw new Malformed("a number of " + text.length() + " characters");
    }
    return text;
  }

  static String format(Shape shape, Object value, Format timeFormat) {
    return switch (shape) {
      case Shape.Text any -> (String) value;
      case Shape.Enumeration options -> ((WireEnum) value).wire();
      case Shape.Bytes bytes -> ((Blob) value).toBase64();
      case Shape.Flag flag -> value.toString();
      case Shape.Numeral numeral -> number((Number) value);
      case Shape.Time time ->
          Times.format((Instant) value, Objects.requireNonNullElse(time.format(), timeFormat));
      default -> throw new IllegalStateException("no text form: " + shape);
    };
  }

  private static String number(Number value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  /** The values of a header that holds a list: commas part them, quotes protect commas. */
  static List<String> split(String header, boolean httpDates) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    boolean skippedComma = !httpDates;
    for (int at = 0; at < header.length(); at++) {
      char c = header.charAt(at);
      if (c == '\\' && quoted && at + 1 < header.length()) {
        part.append(header.charAt(++at));
      } else if (c == '"' && (quoted || part.toString().isBlank())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted && skippedComma) {
        parts.add(part.toString().strip());
        part.setLength(0);
        skippedComma = !httpDates;
      } else {
        skippedComma |= c == ',' && !quoted;
        part.append(c);
      }
    }
    if (quoted) {
      throw new Malformed("a header with an open quotation");
    }
    parts.add(part.toString().strip());
    return parts;
  }

  /** The reverse of {@link #split} for one value. */
  static String quoted(String value) {
    if (value.indexOf(',') < 0 && value.indexOf('"') < 0) {
      return value;
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
