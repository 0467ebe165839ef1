package dev.martlet.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "runtme, runtime",
    "Handler, handler",
    "mem, ",
    "timeouts, timeout",
    "something, ",
  })
  void aWordIsFoundAtTwoEditsAtMost(String typed, String meant) {
    assertThat(Nearest.to(typed, List.of("handler", "memory", "runtime", "timeout")).orElse(null))
        .isEqualTo(meant);
  }
}
