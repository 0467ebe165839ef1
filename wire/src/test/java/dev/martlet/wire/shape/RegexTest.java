package dev.martlet.wire.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RegexTest {
  @Test
  void wholeAndPartialMatchesDiffer() {
    Regex regex = new Regex("[a-m]+");

    assertThat(regex.matchesAll("abc")).isTrue();
    assertThat(regex.matchesAll("abcz")).isFalse();
    assertThat(regex.matchesPart("zabcz")).isTrue();
  }

  @Test
  void endlessBacktrackingEndsAsNoMatch() {
    // Groups that capture defeat the engine's own memory of what it has tried.
    Regex regex = new Regex("(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)\\1x");

    assertThat(regex.matchesAll("a".repeat(60))).isFalse();
  }

  @Test
  void deepRecursionEndsAsNoMatch() {
    Regex regex = new Regex("(a|b)*");

    assertThat(regex.matchesAll("ab".repeat(400_000))).isFalse();
  }
}
