package dev.martlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  private final Console console = new Console();

  @Test
  void theHelpShowsExamplesBeforeCommandsAndEveryExitCode() {
    assertThat(console.run("--help")).isZero();
    assertThat(console.out())
        .containsSubsequence("./martlet up", "./martlet deploy", "Commands:", "Exit codes:")
        .contains("\n  0 ", "\n  1 ", "\n  2 ", "\n  3 ", "\n  4 ", "\n  70 ");
    assertThat(console.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "serve",
        "env",
        "keys",
        "runtimes",
        "deploy",
        "invoke",
        "functions",
        "logs",
        "delete",
        "health",
        "help",
        "test",
        "bench"
      })
  void everyCommandTeachesByExample(String command) {
    assertThat(console.run(command, "--help")).isZero();
    assertThat(console.out()).containsPattern("\n  .*\\./martlet " + command);
  }

  @Test
  void nothingIsNotACommand() {
    assertThat(console.run()).isEqualTo(2);
    assertThat(console.err()).contains("A command is missing.", "./martlet --help");
  }

  @ParameterizedTest
  @CsvSource({
    "dploy, deploy",
    "log, logs",
    "function, functions",
    "helth, health",
  })
  void aMistypedCommandIsGuessedButNotRun(String typed, String meant) {
    assertThat(console.run(typed)).isEqualTo(2);
    assertThat(console.err())
        .contains("There is no command '" + typed + "'.", "Did you mean '" + meant + "'?");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void whatIsNearNoCommandIsNotGuessed() {
    console.run("frobnicate");
    assertThat(console.err()).contains("There is no command").doesNotContain("Did you mean");
  }

  @Test
  void helpIsACommandToo() {
    assertThat(console.run("help", "deploy")).isZero();
    assertThat(console.out()).contains("./martlet deploy");
  }

  @Test
  void aMistypedOptionIsGuessed() {
    assertThat(console.run("keys", "--rotat")).isEqualTo(2);
    assertThat(console.err()).contains("Did you mean '--rotate'?", "./martlet keys --help");
  }

  @Test
  void theVersionIsTold() {
    assertThat(console.run("--version")).isZero();
    assertThat(console.out()).startsWith("martlet ");
  }
}
