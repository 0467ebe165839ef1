package dev.martlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A promise whose test is gone is no promise. */
class SpecificationTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED =
      Pattern.compile("`(?:([a-z]+)\\.)?([A-Z]\\w*(?:Test|IT|Contract))(?:\\.(\\w+))?`");

  private static final Pattern NUMBERED = Pattern.compile("(?m)^\\| (\\d+) \\|");

  @Test
  void everyTestThatThePromisesNameExists() throws IOException {
    List<Path> tests = tests();
    List<String> missing = new ArrayList<>();
    List<MatchResult> named =
        NAMED.matcher(Files.readString(ROOT.resolve("SPECIFICATION.md"))).results().toList();
    for (MatchResult name : named) {
      if (!exists(tests, name)) {
        missing.add(name.group());
      }
    }
    assertThat(named).hasSizeGreaterThan(50);
    assertThat(missing).isEmpty();
  }

  @Test
  void everyPromiseHasANumberOfItsOwn() throws IOException {
    List<String> numbers =
        NUMBERED
            .matcher(Files.readString(ROOT.resolve("SPECIFICATION.md")))
            .results()
            .map(number -> number.group(1))
            .toList();
    assertThat(numbers).hasSizeGreaterThan(50).doesNotHaveDuplicates();
  }

  private static boolean exists(List<Path> tests, MatchResult name) throws IOException {
    String room = name.group(1) == null ? "" : name.group(1).toLowerCase(Locale.ROOT) + "/";
    for (Path test : tests) {
      if (test.toString().endsWith("/" + room + name.group(2) + ".java")
          && (name.group(3) == null
              || Files.readString(test).contains(" " + name.group(3) + "("))) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> tests() throws IOException {
    List<Path> tests = new ArrayList<>();
    for (String module : List.of("wire", "cli", "server", "acceptance")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(tests::add);
      }
    }
    return tests;
  }
}
