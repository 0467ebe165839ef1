package dev.martlet.bench;

import dev.martlet.acceptance.CrashRounds;
import dev.martlet.bench.Row.Form;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** {@code kill -9} at random moments, more often than the tests have time for. */
final class CrashRows {
  private CrashRows() {}

  static List<Row> rows(Path folder, int rounds) {
    long seed = new Random().nextLong();
    System.err.println("  " + rounds + " rounds of kill -9, seed " + seed);
    CrashRounds.Findings found = new CrashRounds(folder.resolve("crash"), seed).run(rounds);
    found.wrong().forEach(finding -> System.err.println("  wrong: " + finding));
    found.left().forEach(finding -> System.err.println("  left behind: " + finding));
    double all = found.wrong().size() + found.left().size();
    double start = found.slowestStart().toMillis() / 1e3;
    return List.of(
        Row.alone(
            "%d × `kill -9`, %,d writes acknowledged: lost, or left behind"
                .formatted(rounds, found.acknowledged()),
            "",
            all,
            Form.COUNT,
            0,
            0,
            ""),
        Row.alone(
            "Start after `kill -9` until it answers, the slowest of " + rounds,
            "s",
            start,
            Form.SECONDS,
            2,
            1,
            ""));
  }
}
