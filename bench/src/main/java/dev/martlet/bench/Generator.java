package dev.martlet.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Puts load on a contender with {@code wrk}: one thread, every request the same bytes. */
final class Generator {
  private final Path folder;

  /**
   * @param folder for wrk's scripts
   */
  Generator(Path folder) {
    this.folder = folder;
  }

  Load run(Contender contender, int connections, Duration length)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile(folder, "load", ".lua");
    Files.writeString(script, script(contender));
    ForeignCpu foreign = new ForeignCpu();
    Duration server = Processes.cpu(contender.pid());
    String output =
        Child.output(
            folder,
            "wrk",
            "-t1",
            "-c" + connections,
            "-d" + length.toSeconds() + "s",
            "-s",
            script.toString(),
            contender.url().toString());
    Duration serverUsed = Processes.cpu(contender.pid()).minus(server);
    return load(output, serverUsed, foreign.share());
  }

  private static Load load(String output, Duration serverUsed, double foreign) {
    String[] figures =
        output
            .lines()
            .filter(line -> line.startsWith("RESULT "))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("wrk said: " + output))
            .split(" ", -1);
    long requests = Long.parseLong(figures[1]);
    double seconds = Long.parseLong(figures[2]) / 1e6;
    return new Load(
        requests / seconds,
        microseconds(figures[4]),
        microseconds(figures[5]),
        Duration.ofNanos(serverUsed.toNanos() / Math.max(1, requests)),
        foreign,
        Long.parseLong(figures[3]));
  }

  private static Duration microseconds(String text) {
    return Duration.ofNanos(Math.round(Double.parseDouble(text) * 1000));
  }

  private static String script(Contender contender) {
    StringBuilder script = new StringBuilder("wrk.method = \"POST\"\n");
    script.append("wrk.body = ").append(quoted(contender.body())).append('\n');
    for (Map.Entry<String, String> header : contender.headers().get().entrySet()) {
      script
          .append("wrk.headers[")
          .append(quoted(header.getKey()))
          .append("] = ")
          .append(quoted(header.getValue()))
          .append('\n');
    }
    script.append(
        """
        done = function(summary, latency, requests)
          local e = summary.errors
          io.write(string.format("RESULT %d %d %d %.1f %.1f\\n", summary.requests,
            summary.duration, e.status + e.connect + e.read + e.write + e.timeout,
            latency:percentile(50), latency:percentile(99)))
        end
        """);
    return script.toString();
  }

  /** As a Lua string: bytes by number where they could mean something. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (octet >= ' ' && octet < 127 && octet != '"' && octet != '\\') {
        quoted.append((char) octet);
      } else {
        quoted.append('\\').append("%03d".formatted(octet & 0xff));
      }
    }
    return quoted.append('"').toString();
  }
}
