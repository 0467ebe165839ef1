package dev.martlet.bench;

import dev.martlet.acceptance.Platform;
import dev.martlet.bench.Row.Form;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server's process itself: its start, its memory, what it costs while nothing happens. */
final class ProcessRows {
  private static final Duration START_PATIENCE = Duration.ofSeconds(30);

  private ProcessRows() {}

  /** Sixty seconds after the last load; environments have ended after twenty. */
  static List<Row> atRest(Platform platform) throws InterruptedException {
    System.err.println("  waiting for 60 s");
    TimeUnit.SECONDS.sleep(30);
    Duration before = Processes.cpu(platform.pid());
    TimeUnit.SECONDS.sleep(30);
    double used = Processes.cpu(platform.pid()).minus(before).toNanos() / 30e9;
    double resident = Processes.residentMegabytes(platform.pid());
    long children =
        ProcessHandle.of(platform.pid()).map(server -> server.descendants().count()).orElse(-1L);
    return List.of(
        Row.alone(
            "Resident memory 60 s after the throughput runs",
            "MB",
            resident,
            Form.MEGABYTES,
            250,
            150,
            ""),
        Row.alone(
            "CPU of the idle platform, of one core",
            "%",
            100 * used,
            Form.PERCENT,
            0.3,
            0.3,
            children == 0 ? "" : children + " processes of functions are left"));
  }

  /** From the process's start to the first 200 of health. */
  static Row start(Path folder, int times) throws IOException, InterruptedException {
    List<Duration> starts = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      starts.add(start(folder.resolve("start")));
    }
    double median = Figures.median(starts, Figures::millis) / 1e3;
    return Row.alone(
        "Process start until health answers 200", "s", median, Form.SECONDS, 0.8, 0.5, "");
  }

  private static Duration start(Path data) throws IOException, InterruptedException {
    int port = Stage.freePort();
    HttpRequest health =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/_martlet/health"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      long begun = System.nanoTime();
      Process server = Platform.launch("serve", data, List.of("--port", String.valueOf(port)));
      try {
        // Half a core would go into requests before there is a listener; it lets early ones wait.
        while (!listens(port) || !healthy(http, health)) {
          if (System.nanoTime() - begun > START_PATIENCE.toNanos() || !server.isAlive()) {
            throw new IOException("The server does not start, see " + Platform.log(data));
          }
          TimeUnit.MILLISECONDS.sleep(2);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
      } finally {
        server.destroy();
        server.waitFor();
      }
    }
  }

  private static boolean listens(int port) {
    try (Socket knock = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return knock.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static boolean healthy(HttpClient http, HttpRequest health) throws InterruptedException {
    try {
      return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
