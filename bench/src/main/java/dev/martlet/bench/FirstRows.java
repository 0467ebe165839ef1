package dev.martlet.bench;

import dev.martlet.bench.Row.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The first invocation of a new function beside a bare interpreter that answers one event. */
final class FirstRows {
  private final Stage stage;
  private final int times;

  FirstRows(Stage stage, int times) {
    this.stage = stage;
    this.times = times;
  }

  List<Row> rows() throws IOException, InterruptedException {
    return List.of(
        row("python", stage.interpreters().python().path(), "once.py"),
        row("node", stage.interpreters().node().path(), "once.cjs"));
  }

  private Row row(String language, String interpreter, String script)
      throws IOException, InterruptedException {
    List<Duration> bare = new ArrayList<>();
    List<Duration> ours = new ArrayList<>();
    ForeignCpu foreign = new ForeignCpu();
    for (int i = 0; i < times; i++) {
      bare.add(bare(interpreter, script));
      ours.add(first("first-" + language + "-" + i, language));
    }
    double share = foreign.share();
    return Row.ratio(
        "First invocation of a new function, " + language + " ÷ the bare interpreter",
        "ms",
        Figures.median(bare, Figures::millis),
        Figures.median(ours, Figures::millis),
        Form.RATIO_AT_MOST,
        1.5,
        1.2,
        ForeignCpu.disturbance(share));
  }

  private static Duration bare(String interpreter, String script)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process = Child.builder(Stage.reference(), List.of(interpreter, script)).start();
    try (var in = process.getOutputStream()) {
      in.write(Stage.EVENT.getBytes(StandardCharsets.UTF_8));
    }
    process.getInputStream().readAllBytes();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    if (process.waitFor() != 0) {
      throw new IOException(interpreter + " " + script + " failed");
    }
    return took;
  }

  private Duration first(String name, String language) throws IOException {
    stage.deploy(name, language);
    long begun = System.nanoTime();
    stage.call(name, Stage.EVENT);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    stage.platform().api().delete(name);
    return took;
  }
}
