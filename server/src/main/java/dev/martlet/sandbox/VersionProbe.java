package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks interpreters for their versions, and remembers the answers in a file, because asking all of
 * them at every start would take longer than the rest of it.
 */
final class VersionProbe {
  private static final Pattern ANSWER = Pattern.compile("(?:Python |v)(\\d+\\.\\d+\\.\\d+\\S*)");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_ANSWER = 256;

  private final Path memory;
  private final Map<String, String> known = new HashMap<>();
  private final Map<String, String> seen = new TreeMap<>();

  /**
   * Recalls what is known.
   *
   * @param memory a file; what it says counts as long as an interpreter's size and time agree
   */
  VersionProbe(Path memory) throws IOException {
    this.memory = memory;
    if (Files.exists(memory)) {
      for (String line : Files.readAllLines(memory)) {
        int tab = line.lastIndexOf('\t');
        if (tab > 0) {
          known.put(line.substring(0, tab), line.substring(tab + 1));
        }
      }
    }
  }

  /** Empty if it does not answer as an interpreter does. */
  Optional<String> version(Path executable) throws IOException, InterruptedException {
    String key =
        executable
            + "\t"
            + Files.size(executable)
            + "\t"
            + Files.getLastModifiedTime(executable).toMillis();
    String version = known.get(key);
    if (version == null) {
      version = ask(executable).orElse("");
    }
    seen.put(key, version);
    return version.isEmpty() ? Optional.empty() : Optional.of(version);
  }

  private static Optional<String> ask(Path executable) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(executable.toString(), "--version");
    builder.environment().clear();
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE)) {
      process.destroyForcibly();
      return Optional.empty();
    }
    byte[] answer = process.getInputStream().readNBytes(LONGEST_ANSWER);
    Matcher matcher = ANSWER.matcher(new String(answer, StandardCharsets.UTF_8).strip());
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Writes down all that {@link #version} was asked about. */
  void remember() throws IOException {
    if (seen.equals(known)) {
      return;
    }
    Path next = memory.resolveSibling(memory.getFileName() + ".new");
    Files.write(
        next,
        seen.entrySet().stream().map(entry -> entry.getKey() + "\t" + entry.getValue()).toList());
    Files.move(next, memory, StandardCopyOption.ATOMIC_MOVE);
  }
}
