package dev.martlet.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What an event must contain, in CloudWatch's syntax for unstructured events: words and quoted
 * phrases must all be there, those after {@code -} must not, of those after {@code ?} at least one
 * must, unless there are others: then those after {@code ?} say nothing. Case matters.
 */
record FilterPattern(List<String> all, List<String> none, List<String> any)
    implements Predicate<String> {
  static final FilterPattern EVERYTHING = new FilterPattern(List.of(), List.of(), List.of());

  FilterPattern {
    all = List.copyOf(all);
    none = List.copyOf(none);
    any = List.copyOf(any);
  }

  /** What became of reading a pattern. */
  sealed interface Parsed {}

  /** It can be used. */
  record Valid(FilterPattern pattern) implements Parsed {}

  /** It is wrong; {@code message} is AWS's. */
  record Invalid(String message) implements Parsed {}

  /** AWS knows it, this platform does not yet. */
  record Unsupported(String message) implements Parsed {}

  static Parsed parse(String text) {
    String trimmed = text.strip();
    if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
      return new Unsupported(
          "Filter patterns for JSON and for space-delimited events are not implemented: use terms"
              + " and \"phrases\", with - or ?");
    }
    return new Parser(trimmed).parse();
  }

  @Override
  public boolean test(String message) {
    if (!all.stream().allMatch(message::contains) || none.stream().anyMatch(message::contains)) {
      return false;
    }
    boolean alone = all.isEmpty() && none.isEmpty();
    return !alone || any.isEmpty() || any.stream().anyMatch(message::contains);
  }

  /** Reads terms one after the other; for one use. */
  private static final class Parser {
    private final String text;
    private final List<String> all = new ArrayList<>();
    private final List<String> none = new ArrayList<>();
    private final List<String> any = new ArrayList<>();
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Parsed parse() {
      while (at < text.length()) {
        if (Character.isWhitespace(text.charAt(at))) {
          at++;
          continue;
        }
        int start = at;
        List<String> kind = kind(text.charAt(at));
        if (at < text.length() && text.charAt(at) == '%') {
          return new Unsupported("Regular expressions in filter patterns are not implemented");
        }
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        if (!(quoted ? phrase(kind) : word(kind))) {
          int end = Math.max(at, start + 1);
          return new Invalid(
              "Invalid filter pattern: Invalid character(s) in term '"
                  + text.substring(start, Math.min(end, text.length()))
                  + "'");
        }
      }
      return new Valid(new FilterPattern(all, none, any));
    }

    private List<String> kind(char first) {
      return switch (first) {
        case '-' -> {
          at++;
          yield none;
        }
        case '?' -> {
          at++;
          yield any;
        }
        default -> all;
      };
    }

    /** Reads {@code "…"} with {@code \"} and {@code \\} for a quote and a backslash. */
    private boolean phrase(List<String> kind) {
      StringBuilder phrase = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        boolean escaped = text.charAt(at) == '\\' && at + 1 < text.length();
        phrase.append(text.charAt(escaped ? ++at : at));
      }
      boolean closed = at < text.length();
      at++;
      kind.add(phrase.toString());
      return closed && !phrase.isEmpty();
    }

    private boolean word(List<String> kind) {
      int start = at;
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      String word = text.substring(start, at);
      kind.add(word);
      return !word.isEmpty()
          && word.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
    }
  }
}
