package dev.martlet.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
  private static final String OUT = "martlet.terminal.out";

  @AfterEach
  void forget() {
    System.clearProperty(OUT);
  }

  @ParameterizedTest
  @CsvSource({
    "true,  '',  xterm, true",
    "true,  '',  '',    true",
    "false, '',  xterm, false",
    "true,  '1', xterm, false",
    "true,  '',  dumb,  false",
  })
  void coloursAreForTerminalsOfPeopleWhoWantThem(
      String terminal, String noColour, String kind, boolean colours) {
    System.setProperty(OUT, terminal);
    Terminal shown = Terminal.system(Map.of("NO_COLOR", noColour, "TERM", kind));
    assertThat(shown.styled(Style.GREEN, "ok")).isEqualTo(colours ? "\u001b[32mok\u001b[0m" : "ok");
  }
}
