package dev.martlet.wire.sign;

/** A caller's own text inside a message: bounded, and printable. */
final class Quoted {
  private static final int LIMIT = 128;

  private Quoted() {}

  static String of(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), LIMIT); i++) {
      char character = text.charAt(i);
      quoted.append(character < ' ' || character > '~' ? '?' : character);
    }
    return text.length() > LIMIT ? quoted.append('…').toString() : quoted.toString();
  }
}
