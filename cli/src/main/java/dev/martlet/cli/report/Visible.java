package dev.martlet.cli.report;

/** Text of others, as a terminal may get it: a function's output could else rewrite the screen. */
public final class Visible {
  private Visible() {}

  /** The text with every control character but tab and line feed in a written form. */
  public static String of(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (!Character.isISOControl(character) || character == '\n' || character == '\t') {
        visible.append(character);
      } else {
        visible.append(String.format("\\x%02x", (int) character));
      }
    }
    return visible.toString();
  }
}
