package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks interpreters for their versions, and remembers the answers in a file, because asking all of
 * them at every start would take longer than the rest of it.
 */
final class VersionProbe {
  private static final System.Logger LOG = System.getLogger(VersionProbe.class.getName());
  private static final Pattern ANSWER =
      Pattern.compile(
          "(?:Python |v)(\\d+\\.\\d+\\.\\d+\\S*)|(?:openjdk|java) (\\d+\\S*).*", Pattern.DOTALL);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_ANSWER = 256;

  private final Path memory;
  private final CountDownLatch confined;
  private final Map<String, String> known = new HashMap<>();
  private final Map<String, String> seen = new TreeMap<>();

  private VersionProbe(Path memory, CountDownLatch confined) {
    this.memory = memory;
    this.confined = confined;
  }

  /**
   * Recalls what is known.
   *
   * @param memory a file; what it says counts as long as an interpreter's size and time agree
   * @param confined what to wait for before an interpreter is started
   */
  static VersionProbe recall(Path memory, CountDownLatch confined) {
    VersionProbe probe = new VersionProbe(memory, confined);
    try {
      if (Files.exists(memory)) {
        Files.readAllLines(memory).forEach(probe::recallLine);
      }
    } catch (IOException unreadable) {
      LOG.log(Level.WARNING, "The known interpreters cannot be read, so all are asked", unreadable);
    }
    return probe;
  }

  private void recallLine(String line) {
    int tab = line.lastIndexOf('\t');
    if (tab > 0) {
      known.put(line.substring(0, tab), line.substring(tab + 1));
    }
  }

  /** Empty if it does not answer as an interpreter does. */
  Optional<String> version(Path executable) {
    try {
      String key =
          executable
              + "\t"
              + Files.size(executable)
              + "\t"
              + Files.getLastModifiedTime(executable).toMillis();
      String version = known.get(key);
      if (version == null) {
        confined.await();
        version = ask(executable).orElse("");
      }
      seen.put(key, version);
      return version.isEmpty() ? Optional.empty() : Optional.of(version);
    } catch (IOException failure) {
      LOG.log(Level.DEBUG, "{0} does not run: {1}", executable, failure);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
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
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(matcher.group(1)).or(() -> Optional.ofNullable(matcher.group(2)));
  }

  /** Writes down all that {@link #version} was asked about. */
  void remember() {
    if (seen.equals(known)) {
      return;
    }
    Path next = memory.resolveSibling(memory.getFileName() + ".new");
    try {
      Files.write(
          next,
          seen.entrySet().stream().map(entry -> entry.getKey() + "\t" + entry.getValue()).toList());
      Files.move(next, memory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      LOG.log(Level.WARNING, "The interpreters found cannot be remembered", unwritable);
    }
  }
}
