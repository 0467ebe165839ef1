package dev.martlet.guest;

/** The little of JSON that errors and log lines need, without loading a library. */
final class Json {
  private Json() {}

  /** Appends a text in quotes. Half a surrogate pair is escaped, as UTF-8 has no form for it. */
  static StringBuilder quote(StringBuilder to, String text) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c == '\n') {
        to.append("\\n");
      } else if (c == '\t') {
        to.append("\\t");
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        to.append(c).append(text.charAt(++i));
      } else if (c < ' ' || Character.isSurrogate(c)) {
        to.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
      } else {
        to.append(c);
      }
    }
    return to.append('"');
  }

  static StringBuilder member(StringBuilder to, String name, String value) {
    if (to.length() > 0 && to.charAt(to.length() - 1) != '{') {
      to.append(',');
    }
    return quote(to.append('"').append(name).append("\":"), value);
  }
}
