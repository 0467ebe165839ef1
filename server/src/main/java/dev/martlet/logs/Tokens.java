package dev.martlet.logs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The markers of pages. Opaque to callers, and valid for as long as what they point at is kept. */
final class Tokens {
  private static final Pattern POSITION = Pattern.compile("([fb]?)/?([0-9]{56})");

  private Tokens() {}

  /** Where a page goes on, and in which direction if that was part of the token. */
  record Position(boolean backward, long position) {}

  /** The token to go on forward from {@code position}. */
  static String forward(long position) {
    return "f/" + plain(position);
  }

  /** The token to go on backward from before {@code position}. */
  static String backward(long position) {
    return "b/" + plain(position);
  }

  /** A token without a direction. */
  static String plain(long position) {
    return "%056d".formatted(position);
  }

  static Position position(String token) {
    Matcher matcher = POSITION.matcher(token);
    if (!matcher.matches()) {
      throw Refusals.invalidToken();
    }
    try {
      return new Position(matcher.group(1).equals("b"), Long.parseLong(matcher.group(2)));
    } catch (NumberFormatException tooLarge) {
      throw Refusals.invalidToken();
    }
  }

  /** A token for the last item of a page. */
  static String after(String item) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(item.getBytes(StandardCharsets.UTF_8));
  }

  /** The last item of the page before; the empty string if there was none. */
  static String item(@Nullable String token) {
    if (token == null) {
      return "";
    }
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException foreign) {
      throw Refusals.invalidToken();
    }
  }
}
