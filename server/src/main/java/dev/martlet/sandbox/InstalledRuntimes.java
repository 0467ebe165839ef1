package dev.martlet.sandbox;

import dev.martlet.model.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The interpreters that were found when this was made. Immutable. */
public final class InstalledRuntimes implements Runtimes {
  private static final Pattern IDENTIFIER =
      Pattern.compile("(python3\\.|nodejs|java)(\\d+)(\\.x)?");

  // The release lines of each language that its bootstrap can run on.
  private static final Map<String, Integer> OLDEST =
      Map.of("python3.", 9, "nodejs", 18, "java", 17);

  private final Map<String, Installed> byIdentifier;
  private final Map<String, String> substitutes;

  /**
   * Takes what there is; of two with one identifier, the first.
   *
   * @param substitutes what to run instead of what: the setting {@code runtimes.substitute}
   */
  InstalledRuntimes(List<Installed> preferredFirst, Map<String, String> substitutes) {
    Map<String, Installed> first = new LinkedHashMap<>();
    preferredFirst.forEach(each -> first.putIfAbsent(each.identifier(), each));
    this.byIdentifier = Map.copyOf(first);
    this.substitutes = Map.copyOf(substitutes);
  }

  /**
   * Looks for interpreters on a thread of its own, because asking one for its version takes some
   * ten milliseconds; whoever wants an answer earlier waits for it. An interpreter that cannot be
   * asked is left out.
   *
   * @param searchPath the folders of {@code PATH}
   * @param userHome the folder in which version managers keep theirs
   * @param memory a file that remembers the versions until the next time
   * @param confined what to wait for before an interpreter is started: control groups of version 2
   *     are given only to a process that is alone in its own
   * @param open whether only those count to which the machine lets everybody, as there is nothing
   *     by which functions see them otherwise
   * @param substitutes what to run instead of what: the setting {@code runtimes.substitute}
   */
  public static Runtimes search(
      List<Path> searchPath,
      Path userHome,
      Path memory,
      CountDownLatch confined,
      boolean open,
      Map<String, String> substitutes) {
    CompletableFuture<Runtimes> found = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("martlet-interpreters")
        .start(
            () -> {
              try {
                found.complete(
                    new InstalledRuntimes(
                        look(searchPath, userHome, memory, confined, open), substitutes));
              } catch (Throwable failure) {
                found.completeExceptionally(failure);
                throw failure;
              }
            });
    return new SearchedRuntimes(found);
  }

  private static List<Installed> look(
      List<Path> searchPath, Path userHome, Path memory, CountDownLatch confined, boolean open) {
    VersionProbe probe = VersionProbe.recall(memory, confined);
    List<Installed> found = new ArrayList<>();
    for (InterpreterSearch.Candidate candidate :
        new InterpreterSearch(Path.of("/"))
            .search(searchPath, userHome, memory.resolveSibling(""))) {
      if (open && Passage.closed(candidate.executable()).isPresent()) {
        continue;
      }
      Optional<String> version = probe.version(candidate.executable());
      version.flatMap(text -> installed(candidate, text)).ifPresent(found::add);
    }
    probe.remember();
    found.addAll(CustomRuntimes.on(Path.of("/etc/os-release")));
    return found;
  }

  /** Empty if its release line is older than what functions can have. */
  static Optional<Installed> installed(InterpreterSearch.Candidate candidate, String version) {
    String[] parts = version.split("\\.", -1);
    String identifier =
        switch (candidate.language()) {
          case PYTHON -> "python" + parts[0] + "." + parts[1];
          case NODE -> "nodejs" + parts[0] + ".x";
          case JAVA -> "java" + parts[0];
          case CUSTOM -> throw new IllegalArgumentException("Nobody looks for " + candidate);
        };
    return supported(identifier)
        ? Optional.of(
            new Installed(
                identifier,
                candidate.language(),
                version,
                candidate.executable(),
                candidate.home(),
                candidate.language() == Language.JAVA
                    ? JdkSettings.of(Path.of("/"), candidate.executable())
                    : Optional.empty()))
        : Optional.empty();
  }

  private static boolean supported(String identifier) {
    Matcher matcher = IDENTIFIER.matcher(identifier);
    return matcher.matches()
        && (matcher.group(3) != null) == matcher.group(1).equals("nodejs")
        && Integer.parseInt(matcher.group(2))
            >= OLDEST.getOrDefault(matcher.group(1), Integer.MAX_VALUE);
  }

  @Override
  public List<Installed> installed() {
    return byIdentifier.values().stream()
        .sorted(Comparator.comparing(Installed::language).thenComparingInt(InstalledRuntimes::line))
        .toList();
  }

  private static int line(Installed installed) {
    return Integer.parseInt(installed.identifier().replaceFirst(".*?(\\d+)(\\.x)?$", "$1"));
  }

  @Override
  public Lookup find(String identifier) {
    String runs = substitutes.getOrDefault(identifier, identifier);
    Installed installed = byIdentifier.get(runs);
    if (installed != null) {
      return new Found(new Choice(identifier, installed));
    }
    return new Missing(
        runs.equals(identifier)
            ? missing(identifier)
            : "The setting runtimes.substitute runs "
                + identifier
                + " by "
                + runs
                + ". "
                + missing(runs));
  }

  private String missing(String identifier) {
    String there =
        byIdentifier.isEmpty()
            ? "no runtime at all"
            : installed().stream().map(Installed::identifier).collect(Collectors.joining(", "));
    if (!supported(identifier)) {
      return "The runtime "
          + identifier
          + " is not supported here: functions run on python3.9 or later, nodejs18.x or later,"
          + " java17 or later, and provided.al2 or provided.al2023. This machine has "
          + there
          + ".";
    }
    return "The runtime "
        + identifier
        + " is not installed on this machine, which has "
        + there
        + ". "
        + remedy(identifier)
        + ", and restart the server; or run it by another one with the setting"
        + " runtimes.substitute.";
  }

  private static String remedy(String identifier) {
    if (identifier.startsWith("python")) {
      String version = identifier.substring("python".length());
      return "Install the distribution's package "
          + identifier
          + " where it has one, or run `pyenv install "
          + version
          + "`";
    }
    String major = identifier.replaceAll("\\D", "");
    if (identifier.startsWith("java")) {
      return "Install a JDK "
          + major
          + ", such as the distribution's package openjdk-"
          + major
          + "-jre-headless, or unpack one below /opt";
    }
    return "Unpack https://nodejs.org/dist/latest-v" + major + ".x/ below /opt";
  }
}
