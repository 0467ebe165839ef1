package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data directories that earlier versions have written; their fixtures say how they were made. */
class FormatIT {
  private static final Path FIXTURES = Repository.root().resolve("acceptance/src/test/formats");
  private static final Path TOOL =
      Repository.root().resolve("acceptance/src/test/clients/formats.py");

  @TempDir Path folder;

  private static List<Path> fixtures() throws IOException {
    try (Stream<Path> files = Files.list(FIXTURES)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  private static int format(Path fixture) {
    return Integer.parseInt(fixture.getFileName().toString().replace(".sql", ""));
  }

  @Test
  void everyFormatHasItsFixture() throws IOException {
    assumeThat(Databases.embedded()).as("the directories are of SQLite").isTrue();
    Path data = folder.resolve("data");
    Platform.start(data).close();
    assertThat(fixtures())
        .hasSize(Integer.parseInt(Files.readString(data.resolve("format")).trim()));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void aDirectoryOfAnEarlierFormatOpensAndItsCopyIsWhole(Path fixture)
      throws IOException, InterruptedException {
    assumeThat(Databases.embedded()).as("the directories are of SQLite").isTrue();
    Path data = folder.resolve("data");
    python(TOOL.toString(), "restore", fixture.toString(), data.toString());
    String before = python(TOOL.toString(), "show", data.resolve("martlet.db").toString());
    int newest = fixtures().size();
    try (Platform platform = Platform.start(data, substitute())) {
      Api api = platform.api();
      api.settled("square");
      assertThat(api.invoke("square", "7").body()).isEqualTo("\"new 49\"");
      assertThat(api.invoke("square:1", "7").body()).isEqualTo("\"old 49\"");
      assertThat(api.invoke("square:live", "7").body()).isEqualTo("\"old 49\"");
      assertThat(api.function("square").body()).contains("\"GREETING\":\"hello\"");
      if (format(fixture) > 1) {
        api.drained();
        assertThat(api.log("square", "square")).contains("square of 12");
      }
      assertThat(platform.stop()).isZero();
    }
    List<Path> copies = new ArrayList<>();
    try (Stream<Path> files = Files.list(data.resolve("backup"))) {
      files.forEach(copies::add);
    }
    assertThat(copies).hasSize(format(fixture) < newest ? 1 : 0);
    for (Path copy : copies) {
      assertThat(python(TOOL.toString(), "show", copy.toString()))
          .isEqualTo(before)
          .startsWith("ok\n");
    }
  }

  /** The fixtures' functions want the Python that was there when they were made. */
  private static String[] substitute() throws IOException, InterruptedException {
    String here = python("-c", "import sys; print('python%d.%d' % sys.version_info[:2], end='')");
    return here.equals("python3.11")
        ? new String[0]
        : new String[] {"--runtimes-substitute", "python3.11=" + here};
  }

  private static String python(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
