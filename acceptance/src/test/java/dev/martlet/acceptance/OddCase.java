package dev.martlet.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An odd function, and what must come of it. The tables are {@code odd/*.txt}: a case begins with
 * its name after {@code =}; its code follows, and then lines that begin with {@code >}:
 *
 * <ul>
 *   <li>{@code handler NAME} if it is not the usual one
 *   <li>{@code error TYPE} and {@code message TEXT}: the error document says this; of a text that
 *       ends in {@code …} only the beginning counts
 *   <li>{@code answer JSON}: it answers this, without an error
 *   <li>{@code body TEXT}: the whole error document
 *   <li>{@code log TEXT}: stands in the log of the invocation, with {@code \n}, {@code \r} and
 *       {@code \t}
 *   <li>{@code later TEXT}: stands in its group of logs, some time
 *   <li>{@code next warm}, {@code next cold} or {@code next same}: the next invocation, of the
 *       event {@code "good"}, is answered by the same environment, by a new one, or fails in the
 *       same way
 * </ul>
 *
 * <p>{@code «id»} stands for the request id.
 */
record OddCase(
    String name, String code, Map<String, String> expected, List<String> log, Next next) {
  enum Next {
    WARM,
    COLD,
    SAME
  }

  static List<OddCase> table(String file) throws IOException {
    List<OddCase> cases = new ArrayList<>();
    try (InputStream in = OddCase.class.getResourceAsStream("odd/" + file + ".txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String part : text.substring(text.indexOf("\n= ")).split("\n= ", -1)) {
        if (!part.isBlank()) {
          cases.add(parse(part.strip().lines().toList()));
        }
      }
    }
    return cases;
  }

  private static OddCase parse(List<String> lines) {
    StringBuilder code = new StringBuilder();
    List<String> log = new ArrayList<>();
    Map<String, String> expected = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("> log ")) {
        log.add(unescaped(line.substring("> log ".length())));
      } else if (line.startsWith("> ")) {
        String[] words = line.split(" ", 3);
        expected.put(words[1], words.length < 3 ? "" : unescaped(words[2]));
      } else {
        code.append(line).append('\n');
      }
    }
    String next = expected.getOrDefault("next", "").toUpperCase(Locale.ROOT);
    return new OddCase(lines.getFirst(), code.toString(), expected, log, Next.valueOf(next));
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
  }

  Optional<String> expected(String key) {
    return Optional.ofNullable(expected.get(key));
  }

  boolean fails() {
    return !expected.containsKey("answer");
  }

  @Override
  public String toString() {
    return name;
  }
}
