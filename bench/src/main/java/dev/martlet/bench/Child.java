package dev.martlet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Processes that the bench starts, in a clean environment: a single variable can cost 30 ms. */
final class Child {
  private static final Map<String, String> CLEAN = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");

  private Child() {}

  static ProcessBuilder builder(Path folder, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(CLEAN);
    return builder;
  }

  /** Runs a program to its end and returns what it wrote. */
  static String output(Path folder, String... command) throws IOException, InterruptedException {
    Process process = builder(folder, List.of(command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
    return output;
  }

  /** Starts a server that prints a line with {@code mark} when it answers. */
  static Process server(Path folder, String mark, String... command) throws IOException {
    Process process = builder(folder, List.of(command)).redirectErrorStream(true).start();
    BufferedReader lines = process.inputReader();
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains(mark)) {
        // Not virtual: reading a pipe holds its carrier, and a few servers hold them all.
        Thread.ofPlatform().daemon().name("forgets " + command[0]).start(() -> forget(lines));
        return process;
      }
      said.append(line).append('\n');
    }
    throw new IOException(String.join(" ", command) + " ended: " + said);
  }

  /** Reads what a server says under load, for one whose pipe is full would stand still. */
  private static void forget(BufferedReader lines) {
    try {
      lines.transferTo(Writer.nullWriter());
    } catch (IOException ended) {
      // Its pipe is torn when it is killed, which is how each of them ends.
      return;
    }
  }
}
