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
    assertThePrintedCommandsWork("http://127.0.0.1:", List.of());
  }

  @Test
  void theyWorkInTlsToo() throws IOException, InterruptedException {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    output(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
            + " -subj /CN=martlet -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
            + (" -keyout " + key + " -out " + certificate));
    assertThePrintedCommandsWork(
        "https://127.0.0.1:",
        List.of(
            "--listen",
            "0.0.0.0",
            "--tls-cert",
            certificate.toString(),
            "--tls-key",
            key.toString()));
  }

  @Test
  void anExampleThatCannotBeCalledIsToldAndThePlatformStays()
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Process up = Platform.launch("up", data, List.of());
    assertThat(until(up, "Ctrl-C")).contains(ANSWER);
    try (Api api = Platform.apiOf(data)) {
      assertThat(api.reserve("square", 0).status()).isEqualTo(200);
    } finally {
      stop(up);
    }
    Process again = Platform.launch("up", data, List.of());
    assertThat(until(again, "Ctrl-C")).contains("square cannot be called: Rate Exceeded");
    try (Api api = Platform.apiOf(data)) {
      assertThat(api.functions().body()).contains("\"square\"");
    } finally {
      stop(again);
    }
  }

  private static void stop(Process up) throws InterruptedException {
    up.destroy();
    assertThat(up.waitFor()).isZero();
  }

  private void assertThePrintedCommandsWork(String address, List<String> flags)
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Process up = Platform.launch("up", data, flags);
    try {
      String printed = until(up, "Ctrl-C");
      assertThat(printed).contains(ANSWER, "answers at " + address);
      String env = "eval \"$(" + Repository.root() + "/martlet env --data " + data + ")\"\n";
      String clients = env + "PATH=" + Repository.pythonTools() + ":$PATH\n";
      assertThat(output(env + printed(printed, "curl", "echo"))).contains(ANSWER);
      assertThat(output(clients + printed(printed, "echo", "Ctrl-C"))).contains(ANSWER);
      assertThat(output(clients + "aws lambda list-functions")).contains("\"square\"");
      if (address.startsWith("https")) {
        String stranger = "unset AWS_CA_BUNDLE; " + Repository.root() + "/martlet functions 2>&1";
        assertThat(output(env + stranger + " || echo exit $?"))
            .contains("cannot be trusted", "--ca-bundle FILE", "exit 3");
      }
    } finally {
      stop(up);
    }
  }

  /** What was printed from one line to before another one, by their first words. */
  private static String printed(String all, String first, String next) {
    return all.lines()
        .dropWhile(line -> !line.strip().startsWith(first))
        .takeWhile(line -> !line.strip().startsWith(next))
        .collect(Collectors.joining("\n"));
  }

  private static String output(String commands) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("bash", "-euc", commands).redirectErrorStream(true).start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(output).isZero();
    return output;
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
