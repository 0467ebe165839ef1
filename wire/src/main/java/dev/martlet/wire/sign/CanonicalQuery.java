package dev.martlet.wire.sign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/** The query of a canonical request: parameters sorted, each encoded in the one strict way. */
final class CanonicalQuery {
  static final String SIGNATURE = "X-Amz-Signature";

  private CanonicalQuery() {}

  private record Parameter(String name, String value) implements Comparable<Parameter> {
    private static final Comparator<Parameter> ORDER =
        Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

    @Override
    public int compareTo(Parameter other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * @param presigned whether to leave out the signature
   */
  static void write(String rawQuery, boolean presigned, Canonical out) {
    if (rawQuery.isEmpty()) {
      return;
    }
    List<Parameter> parameters = new ArrayList<>();
    forEach(
        rawQuery,
        (name, value) -> {
          if (!presigned || !name.equals(SIGNATURE)) {
            parameters.add(new Parameter(strict(name), strict(value)));
          }
        });
    Collections.sort(parameters);
    for (int i = 0; i < parameters.size(); i++) {
      if (i > 0) {
        out.put('&');
      }
      out.text(parameters.get(i).name()).put('=').text(parameters.get(i).value());
    }
  }

  /** Hands on each parameter as it was sent. */
  static void forEach(String rawQuery, BiConsumer<String, String> parameter) {
    int start = 0;
    while (start < rawQuery.length()) {
      int end = rawQuery.indexOf('&', start);
      end = end < 0 ? rawQuery.length() : end;
      int equals = rawQuery.indexOf('=', start);
      if (equals >= 0 && equals < end) {
        parameter.accept(rawQuery.substring(start, equals), rawQuery.substring(equals + 1, end));
      } else if (end > start) {
        parameter.accept(rawQuery.substring(start, end), "");
      }
      start = end + 1;
    }
  }

  /** A component encoded strictly, from whatever encoding it was sent in. */
  private static String strict(String raw) {
    StringBuilder encoded = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char character = raw.charAt(i);
      int escaped = character == '%' ? PercentCode.octet(raw, i) : -1;
      if (escaped >= 0) {
        PercentCode.append(escaped, encoded);
        i += 2;
      } else {
        PercentCode.append(character == '+' ? ' ' : character & 0xff, encoded);
      }
    }
    return encoded.toString();
  }
}
