package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.sandbox.Isolation.Level;
import dev.martlet.sandbox.Prober.Finding;
import dev.martlet.sandbox.Prober.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole wall, of a platform that is root. */
class HostileIT extends HostileContract {
  private static final Path PAGE = Path.of("../docs/isolation.md");

  HostileIT() {
    super(Level.ROOT);
  }

  /** Facts that could not fail would be worth nothing. */
  @Test
  void withoutAWallTheProberFindsBreaches() throws Exception {
    List<Finding> findings = ground.outside();
    assertThat(findings)
        .filteredOn(finding -> finding.verdict() == Verdict.BROKEN)
        .as("of " + findings.size())
        .hasSizeGreaterThan(300);
    assertThat(ground.wasVisited()).isTrue();
  }

  @Test
  void thePageOnIsolationNamesAllThatOnlyRootKeeps() throws Exception {
    Stream<String> facts =
        ground.outside().stream()
            .filter(finding -> finding.weakest() == Level.ROOT)
            .map(finding -> "nobody " + finding.name());
    Stream<String> hoards =
        Hoard.all().stream()
            .filter(hoard -> hoard.weakest() == Level.ROOT)
            .map(hoard -> "nobody hoards " + hoard.what());
    assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| nobody ")))
        .map(line -> line.split(" \\|", -1)[0].substring("| ".length()))
        .containsExactlyInAnyOrderElementsOf(Stream.concat(facts, hoards).toList());
  }
}
