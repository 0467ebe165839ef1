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

  public Field {
    // Here, because the web server's own look at them costs ten times as much.
    if (name.isEmpty() || !harmless(name) || hasSeparator(name)) {
      throw new IllegalArgumentException("Not the name of a header: " + name);
    }
    if (!harmless(value)) {
      throw new IllegalArgumentException("Not the value of a header: " + name);
    }
  }

  private static boolean hasSeparator(String name) {
    return name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0 || name.indexOf(':') >= 0;
  }

  private static boolean harmless(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if ((character < ' ' && character != '\t') || character == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
