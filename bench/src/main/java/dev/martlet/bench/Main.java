package dev.martlet.bench;

import dev.martlet.acceptance.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code ./martlet bench}: measures everything promised, prints one table. */
final class Main {
  /** Parts that share one platform; the others start their own. */
  private static final Set<String> ON_STAGE =
      Set.of("node", "python", "java", "custom", "neighbour", "rest", "first", "create");

  private static final Set<String> OF_THEIR_OWN = Set.of("start", "events", "crash");

  /** Parts that take so long that they are measured only where they are named. */
  private static final Set<String> ONLY_BY_NAME = Set.of("soak", "hour");

  private static final Set<String> PARTS = union(union(ON_STAGE, OF_THEIR_OWN), ONLY_BY_NAME);

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    List<String> unknown =
        words.stream()
            .filter(
                word -> !PARTS.contains(word) && !word.equals("--quick") && !word.equals("--keep"))
            .toList();
    if (!unknown.isEmpty()) {
      System.err.println(
          "martlet: bench knows --quick, --keep and the parts " + PARTS + ", not " + unknown);
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("martlet-bench");
    try {
      Report report = new Report(measure(words, folder), machine());
      System.out.print(report.table());
      if (words.contains("--keep")) {
        report.keep(Repository.root().resolve("docs/performance.md"));
      }
    } finally {
      delete(folder);
    }
  }

  private static List<Row> measure(List<String> words, Path folder)
      throws IOException, InterruptedException {
    boolean quick = words.contains("--quick");
    Set<String> parts = words.stream().filter(PARTS::contains).collect(Collectors.toSet());
    if (parts.isEmpty()) {
      parts = union(ON_STAGE, OF_THEIR_OWN);
    }
    Blocks blocks = new Blocks(new Generator(folder), quick);
    List<Row> rows = new ArrayList<>();
    if (!Collections.disjoint(parts, ON_STAGE)) {
      rows.addAll(onStage(parts, quick, folder, blocks));
    }
    if (parts.contains("start")) {
      rows.add(ProcessRows.start(folder, quick ? 3 : 10));
    }
    if (parts.contains("events")) {
      rows.add(new AcceptedRow(folder, blocks).row());
    }
    if (parts.contains("crash")) {
      rows.addAll(CrashRows.rows(folder, quick ? 6 : 50));
    }
    if (parts.contains("soak")) {
      rows.addAll(
          new SoakRows(folder.resolve("soak"), Duration.ofSeconds(quick ? 40 : 600)).rows());
    }
    if (parts.contains("hour")) {
      rows.addAll(new SoakRows(folder.resolve("hour"), Duration.ofHours(1)).rows());
    }
    return rows;
  }

  private static List<Row> onStage(Set<String> parts, boolean quick, Path folder, Blocks blocks)
      throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (Stage stage = new Stage(folder)) {
      WarmRows warm = new WarmRows(stage, blocks);
      if (parts.contains("node")) {
        rows.addAll(warm.node());
      }
      if (parts.contains("python")) {
        rows.addAll(warm.python());
      }
      if (parts.contains("java")) {
        rows.add(warm.java());
      }
      if (parts.contains("custom")) {
        rows.add(warm.custom());
      }
      if (parts.contains("neighbour")) {
        rows.add(new NeighbourRow(stage, blocks).row());
      }
      if (parts.contains("rest")) {
        rows.addAll(ProcessRows.atRest(stage.platform()));
      }
      if (parts.contains("first")) {
        rows.addAll(new FirstRows(stage, quick ? 5 : 20).rows());
      }
      if (parts.contains("create")) {
        rows.add(new CreateRow(stage, folder, quick ? 5 : 20).row());
      }
    }
    return rows;
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  private static String machine() throws IOException {
    String model =
        Files.readString(Path.of("/proc/cpuinfo"))
            .lines()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("an unknown processor");
    return "%s, %d × %s, Linux %s, JDK %s."
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            model,
            System.getProperty("os.version"),
            Runtime.version());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
