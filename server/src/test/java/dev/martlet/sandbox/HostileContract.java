package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.martlet.model.ByteSize;
import dev.martlet.sandbox.Isolation.Level;
import dev.martlet.sandbox.Prober.Finding;
import dev.martlet.sandbox.Prober.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hostile program in real sandboxes, while a neighbour is called all along: what it tries is
 * refused, it ends as it should, nothing of it is left, and nobody else notices. What it tries
 * stands in {@code hostile/*.c}, one line a fact where that is possible, with the weakest level of
 * isolation that keeps it. Needs root, control groups, and a C compiler.
 */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
abstract class HostileContract {
  private static final ByteSize LARGE = ByteSize.megabytes(256);

  private final Level level;
  HostileGround ground;

  HostileContract(Level level) {
    this.level = level;
  }

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    ground = new HostileGround(directory, level);
  }

  @AfterAll
  void close() throws Exception {
    ground.close();
  }

  @AfterEach
  void nobodyHasNoticedAndNothingIsLeft() throws Exception {
    ground.neighbour.awaitCall();
    assertThat(ground.left()).isEmpty();
  }

  Stream<Finding> inside() throws Exception {
    List<Finding> findings = ground.insideWithFrames(LARGE);
    assertThat(findings).extracting(Finding::name).doesNotHaveDuplicates();
    assertThat(findings)
        .filteredOn(finding -> finding.isPromisedAt(level))
        .hasSizeGreaterThan(facts());
    assertThat(ground.wasVisited()).isFalse();
    return findings.stream();
  }

  // Fewer would be facts that were lost on the way.
  private int facts() {
    return level == Level.NONE ? 230 : 500;
  }

  @ParameterizedTest(name = "nobody {0}")
  @MethodSource("inside")
  void theWallHoldsAndTheNeighbourDoesNotNotice(Finding finding) {
    assumeThat(finding.isPromisedAt(level)).isTrue();
    assertThat(finding.verdict()).as(finding.why()).isEqualTo(Verdict.HELD);
  }

  @Test
  void theWallIsTheSameAroundCustomRuntimesAndNothingButOurListenerAnswers() throws Exception {
    assertThat(ground.insideWithRuntimeApi(LARGE))
        .filteredOn(finding -> finding.isPromisedAt(level))
        .hasSizeGreaterThan(facts())
        .filteredOn(finding -> finding.verdict() != Verdict.HELD)
        .extracting(Finding::name, Finding::why)
        .isEmpty();
    assertThat(ground.wasVisited()).isFalse();
  }

  Stream<Hoard> hoards() {
    return Hoard.all().stream().filter(hoard -> level.compareTo(hoard.weakest()) <= 0);
  }

  @ParameterizedTest
  @MethodSource("hoards")
  void whoHoardsIsRefusedOrKilled(Hoard hoard) throws Exception {
    ByteSize memory = HostileGround.SMALL;
    HostileGround.Hostile hostile =
        ground.start(
            memory,
            "hoard",
            hoard.what(),
            "memory=" + ground.toHoard(memory),
            "temporary-bytes=" + ground.temporaryBytes(memory));
    try (Sandbox sandbox = hostile.sandbox()) {
      Ending ending = sandbox.awaitEnd(Grounds.PATIENCE).orElseThrow();
      assertThat(ending).as(hostile::head).isIn(hoard.endings());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.martlet.sandbox.Misbehaviour#all")
  void whoMisbehavesEndsAsItShould(Misbehaviour misbehaviour) throws Exception {
    HostileGround.Hostile hostile =
        ground.start(HostileGround.SMALL, "misbehave", misbehaviour.how());
    try (Sandbox sandbox = hostile.sandbox()) {
      if (misbehaviour.ending() instanceof Ending.Killed(KillReason reason)) {
        for (int i = 0; i < 100; i++) {
          ground.neighbour.awaitCall();
        }
        sandbox.kill(reason);
      }
      Ending ending = sandbox.awaitEnd(Grounds.PATIENCE).orElseThrow();
      assertThat(ending).as(hostile::head).isEqualTo(misbehaviour.ending());
    }
  }
}
