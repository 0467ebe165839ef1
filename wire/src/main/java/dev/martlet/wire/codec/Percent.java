package dev.martlet.wire.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of URIs, over UTF-8. */
final class Percent {
  private static final String HEX = "0123456789ABCDEF";

  private Percent() {}

  /** The text that {@code encoded} stands for; in queries a plus sign stands for a blank. */
  static String decode(String encoded, boolean plusIsBlank) {
    if (encoded.indexOf('%') < 0 && !(plusIsBlank && encoded.indexOf('+') >= 0)) {
      return encoded;
    }
    byte[] source = encoded.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(source.length);
    for (int at = 0; at < source.length; at++) {
      byte next = source[at];
      if (next == '%') {
        out.write(octet(source, at + 1));
        at += 2;
      } else {
        out.write(next == '+' && plusIsBlank ? ' ' : next);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static int octet(byte[] source, int at) {
    int high = at + 1 < source.length ? Character.digit(source[at], 16) : -1;
    int low = high < 0 ? -1 : Character.digit(source[at + 1], 16);
    if (low < 0) {
      throw new Malformed("a broken percent-encoding");
    }
    return high << 4 | low;
  }

  /** Encodes everything but RFC 3986's unreserved characters, and slashes if they may stay. */
  static String encode(String text, boolean keepSlashes) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letter || "-._~".indexOf(c) >= 0 || (keepSlashes && c == '/')) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }
}
