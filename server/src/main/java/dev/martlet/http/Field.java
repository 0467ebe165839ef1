package dev.martlet.http;

/**
 * One line of an answer's head.
 *
 * @param name a token, as HTTP calls it
 * @param value of one line, without control characters: else it could end the head
 */
public record Field(String name, String value) {
  public static final String CONTENT_TYPE = "Content-Type";
  public static final String CONTENT_LENGTH = "Content-Length";

  private static final String MARKS = "!#$%&'*+-.^_`|~";

  public Field {
    // Here, because the web server's own look at them costs ten times as much.
    if (!isName(name)) {
      throw new IllegalArgumentException("Not the name of a header: " + name);
    }
    if (!isHarmless(value)) {
      throw new IllegalArgumentException("Not the value of a header: " + name);
    }
  }

  /** Whether {@code text} is a token (RFC 9110, 5.6.2). */
  static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      boolean letter = (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
      boolean digit = character >= '0' && character <= '9';
      if (!letter && !digit && MARKS.indexOf(character) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isHarmless(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if ((character < ' ' && character != '\t') || character == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
