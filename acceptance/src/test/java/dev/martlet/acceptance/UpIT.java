package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code martlet up}: what it prints is true. */
class UpIT {
  private static final String ANSWER = "The squared values are 4,9,16";

  @TempDir Path folder;

  @Test
  void theExampleAnswersAndThePrintedCommandsWork() throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Process up = Platform.launch("up", data, List.of());
    try {
      String printed = until(up, "Ctrl-C");
      assertThat(printed).contains(ANSWER);
      String curl =
          printed
              .lines()
              .dropWhile(line -> !line.strip().startsWith("curl"))
              .takeWhile(line -> !line.strip().startsWith("echo"))
              .collect(Collectors.joining("\n"));
      Process shell =
          new ProcessBuilder(
                  "bash",
                  "-euc",
                  "eval \"$(" + Repository.root() + "/martlet env --data " + data + ")\"\n" + curl)
              .redirectErrorStream(true)
              .start();
      String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor()).as(answer).isZero();
      assertThat(answer).contains(ANSWER);
    } finally {
      up.destroy();
      assertThat(up.waitFor()).isZero();
    }
  }

  private static String until(Process process, String mark) throws IOException {
    StringBuilder printed = new StringBuilder();
    var lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      printed.append(line).append('\n');
      if (line.contains(mark)) {
        break;
      }
    }
    return printed.toString();
  }
}
