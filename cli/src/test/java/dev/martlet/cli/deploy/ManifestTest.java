package dev.martlet.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.cli.report.Failure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  @Test
  void everyKeyIsRead() {
    assertThat(
            Manifest.parse(
                """
                name: square
                runtime: python3.11
                handler: handler.handler
                memory: 256
                timeout: 10
                description: Squares
                role: arn:aws:iam::000000000000:role/r
                environment: {GREETING: hello, COUNT: 3, ON: true}
                exclude: ["tests/**"]
                """))
        .isEqualTo(
            new Manifest(
                Optional.of("square"),
                Optional.of("python3.11"),
                Optional.of("handler.handler"),
                Optional.of(256),
                Optional.of(10),
                Optional.of("Squares"),
                Optional.of("arn:aws:iam::000000000000:role/r"),
                Optional.of(Map.of("GREETING", "hello", "COUNT", "3", "ON", "true")),
                List.of("tests/**")));
  }

  @Test
  void anEmptyFileSaysNothing() {
    Manifest nothing = Manifest.parse("# only a comment\n");
    assertThat(nothing.name()).isEmpty();
    assertThat(nothing.exclude()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: a\\nruntme: b      | martlet.yaml, line 2: unknown key 'runtme': did you mean 'runtime'?",
        "colour: red              | martlet.yaml, line 1: unknown key 'colour': the keys are",
        "memory: much             | martlet.yaml, line 1: 'memory' is a whole number, not 'much'",
        "memory: 99999999999      | martlet.yaml, line 1: 'memory' is too large: 99999999999",
        "handler: [a]             | martlet.yaml, line 1: 'handler' is one value",
        "name: a\\nname: b        | martlet.yaml, line 2: this key appears twice",
        "- a                      | martlet.yaml, line 1: expected 'key: value' lines",
        "exclude: tests           | martlet.yaml, line 1: 'exclude' is a list",
        "'name: \"open'           | martlet.yaml, line 1:",
        "environment: {A: {B: c}} | martlet.yaml, line 1: 'A' is one value",
      })
  void aFaultIsNamedWithItsLine(String yaml, String message) {
    assertThatThrownBy(() -> Manifest.parse(yaml.replace("\\n", "\n")))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void allUnknownKeysAreNamedAtOnce() {
    assertThatThrownBy(() -> Manifest.parse("runtme: a\nhandlr: b\n"))
        .isInstanceOfSatisfying(
            Failure.class,
            failure ->
                assertThat(failure.remedies())
                    .containsExactly(
                        "martlet.yaml, line 2: unknown key 'handlr': did you mean 'handler'?"));
  }
}
