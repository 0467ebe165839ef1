package dev.martlet.wire.sign;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding, read forgivingly: what is no valid escape stands for itself. */
final class PercentCode {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentCode() {}

  /** The byte that the escape at {@code index} stands for, -1 if there is none. */
  static int octet(String text, int index) {
    if (index + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(index + 1), 16);
    int low = Character.digit(text.charAt(index + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** A query component as text. */
  static String decode(String raw) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
      return raw;
    }
    byte[] octets = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char character = raw.charAt(i);
      int escaped = character == '%' ? octet(raw, i) : -1;
      if (escaped >= 0) {
        octets[length++] = (byte) escaped;
        i += 2;
      } else {
        octets[length++] = (byte) (character == '+' ? ' ' : character);
      }
    }
    return new String(octets, 0, length, StandardCharsets.UTF_8);
  }

  /** Encodes everything but the unreserved characters. */
  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      append(octet & 0xff, encoded);
    }
    return encoded.toString();
  }

  /** Appends one byte, encoded unless it is unreserved. */
  static void append(int octet, StringBuilder out) {
    if (unreserved(octet)) {
      out.append((char) octet);
    } else {
      out.append('%').append(HEX.toHighHexDigit(octet)).append(HEX.toLowHexDigit(octet));
    }
  }

  static boolean unreserved(int octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || octet == '-'
        || octet == '.'
        || octet == '_'
        || octet == '~';
  }
}
