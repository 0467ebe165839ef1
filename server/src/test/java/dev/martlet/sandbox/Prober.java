package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.sandbox.Isolation.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The hostile program of {@code hostile/*.c}, compiled, in a folder of its own that a sandbox can
 * be shown as its code.
 */
final class Prober {
  static final String INSIDE = Bind.CODE + "/prober";
  private static final Path SOURCES = Path.of("src/test/resources/dev/martlet/sandbox/hostile");

  private final Path folder;

  private Prober(Path folder) {
    this.folder = folder;
  }

  enum Verdict {
    HELD,
    BROKEN,
    UNTRIED
  }

  /**
   * What came of one attempt.
   *
   * @param weakest the weakest level that promises that it is refused
   * @param name what it attempts
   * @param why what worked, if it is broken
   */
  record Finding(Verdict verdict, Level weakest, String name, String why) {
    private static Finding parse(String line) {
      String[] columns = line.split("\t", 4);
      assertThat(columns).as(line).hasSize(4);
      return new Finding(
          Verdict.valueOf(columns[0].toUpperCase(Locale.ROOT)),
          Level.valueOf(columns[1].toUpperCase(Locale.ROOT)),
          columns[2],
          columns[3]);
    }

    boolean isPromisedAt(Level level) {
      return level.compareTo(weakest) <= 0;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Compiles it, and makes a file beside it that it may try to change. */
  static Prober in(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("cc", "-std=gnu17", "-O1", "-Wall", "-Wextra", "-static", "-pthread"));
    command.add("-I" + Grounds.LAUNCHER.resolveSibling(""));
    command.addAll(List.of("-o", folder.resolve("prober").toString()));
    try (Stream<Path> sources = Files.list(SOURCES)) {
      sources
          .map(Path::toString)
          .filter(name -> name.endsWith(".c"))
          .sorted()
          .forEach(command::add);
    }
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    String messages = read(compiler);
    assertThat(compiler.waitFor()).as(messages).isZero();
    Files.writeString(folder.resolve("plain"), "plain");
    return new Prober(folder);
  }

  Path folder() {
    return folder;
  }

  Path program() {
    return folder.resolve("prober");
  }

  static List<Finding> findings(String output) {
    return output.lines().map(Finding::parse).toList();
  }

  static String read(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
