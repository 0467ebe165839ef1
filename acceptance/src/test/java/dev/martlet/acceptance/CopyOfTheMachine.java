package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A copy of this machine's files, in which packages can be installed and removed: an overlay in a
 * mount namespace of its own, gone when it is closed. Belongs to one thread.
 */
final class CopyOfTheMachine implements AutoCloseable {
  /** What systemd gives to services. */
  private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

  private final Process keeper;

  CopyOfTheMachine(Path packages) throws IOException {
    keeper =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "bash",
                Repository.root()
                    .resolve("acceptance/src/test/packaging/copy-of-the-machine.sh")
                    .toString(),
                packages.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(keeper.inputReader().readLine()).isEqualTo("ready");
  }

  /** Runs a line of bash in it as root, and returns what it printed. */
  String run(String line) throws IOException, InterruptedException {
    Process process = enter(List.of("bash", "-euc", line)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(line + "\n" + printed).isZero();
    return printed;
  }

  /** Starts a unit's command as the unit's settings have it, and returns once it answers. */
  Process startUnit(String name) throws IOException, InterruptedException {
    ServiceUnit unit = ServiceUnit.of(run("cat /usr/lib/systemd/system/" + name));
    List<String> words = new ArrayList<>(List.of("/usr/bin/python3", behindFilters()));
    words.addAll(unit.filtered());
    words.add("--");
    words.addAll(
        enter(List.of("unshare", "--mount", "--propagation", "private", "bash", "-euc")).command());
    words.add(String.join("\n", unit.steps()) + "\nexec " + unit.command());
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader printed = process.inputReader();
    List<String> lines = new ArrayList<>();
    for (String next = printed.readLine(); next != null; next = printed.readLine()) {
      lines.add(next);
      if (next.contains(" answers at ")) {
        return process;
      }
    }
    throw new AssertionError("The unit ended: " + lines);
  }

  /** Sends SIGTERM, as a stop of the unit does, and waits for the end. */
  static void stop(Process unit) throws InterruptedException {
    unit.destroy();
    assertThat(unit.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(unit.exitValue()).isZero();
  }

  private static String behindFilters() {
    return Repository.root().resolve("acceptance/src/test/packaging/behind-filters.py").toString();
  }

  private ProcessBuilder enter(List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--target",
                String.valueOf(keeper.pid()),
                "--mount",
                "--root",
                "--wd",
                "env",
                "-i",
                PATH));
    words.addAll(command);
    return new ProcessBuilder(words);
  }

  @Override
  public void close() throws IOException {
    keeper.getOutputStream().close();
    keeper.onExit().join();
  }
}
