package dev.martlet.bench;

import dev.martlet.acceptance.Footprint;
import dev.martlet.acceptance.Platform;
import dev.martlet.bench.Row.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether a platform that works for a long time takes ever more. */
final class SoakRows {
  private static final double SHARE = 0.8;
  private static final int MOST_TOLD = 20;
  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);
  private static final Duration LONGEST_REST = Duration.ofSeconds(75);

  private final Path data;
  private final Duration warmUp;
  private final Duration length;
  private final Duration rest;

  SoakRows(Path data, Duration length) {
    this.data = data;
    this.length = length;
    this.warmUp = least(LONGEST_WARM_UP, length.dividedBy(2));
    this.rest = least(LONGEST_REST, length.dividedBy(4));
  }

  private static Duration least(Duration some, Duration other) {
    return some.compareTo(other) < 0 ? some : other;
  }

  List<Row> rows() throws IOException, InterruptedException {
    try (Platform platform = Platform.start(data, "--keep-alive", "5s")) {
      SoakLoad load = new SoakLoad(platform.api());
      load.prepare();
      load.run(Double.POSITIVE_INFINITY, warmUp);
      double most = load.run(Double.POSITIVE_INFINITY, warmUp.dividedBy(4));
      String group =
          Footprint.group(platform.pid())
              .orElseThrow(() -> new IOException("No sandbox has a control group"));
      Footprint before = atRest(platform, group);
      List<Double> resident = new ArrayList<>();
      double rate = sampled(platform, load, SHARE * most, resident);
      Footprint after = atRest(platform, group);
      System.err.printf("  at most %.0f/s, then %.0f/s%n", most, rate);
      System.err.printf("  before %s%n  after  %s%n", before.counts(), after.counts());
      return List.of(
          memory(resident), leftBehind(after.more(before)), wrong(load.answered(), load.wrong()));
    }
  }

  /** The least within the rest: what only fades is not left behind. */
  private Footprint atRest(Platform platform, String group) throws InterruptedException {
    platform.api().drained();
    Footprint least = Footprint.of(platform.pid(), group, data);
    long end = System.nanoTime() + rest.toNanos();
    while (System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(500);
      least = least.least(Footprint.of(platform.pid(), group, data));
    }
    return least;
  }

  private double sampled(Platform platform, SoakLoad load, double rate, List<Double> resident)
      throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread sampler =
        Thread.ofPlatform()
            .name("resident memory")
            .start(() -> sample(platform.pid(), ended, resident));
    try {
      return load.run(rate, length);
    } finally {
      ended.countDown();
      sampler.join();
    }
  }

  private static void sample(long pid, CountDownLatch ended, List<Double> resident) {
    try {
      do {
        resident.add(Processes.residentMegabytes(pid));
      } while (!ended.await(1, TimeUnit.SECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** From the median of the first quarter to that of the last. */
  private Row memory(List<Double> resident) {
    int quarter = resident.size() / 4;
    double first = Figures.median(resident.subList(0, quarter), Double::doubleValue);
    double last =
        Figures.median(
            resident.subList(resident.size() - quarter, resident.size()), Double::doubleValue);
    return new Row(
        "%d s of everything at 80 %% of the possible load: growth of resident memory"
            .formatted(length.toSeconds()),
        "MB",
        first,
        last,
        100 * (last - first) / first,
        Form.PERCENT,
        5,
        1,
        "");
  }

  private static Row leftBehind(Footprint more) {
    return count(
        "The same: processes, threads, descriptors, mounts, control groups, loop devices more at"
            + " its end",
        (double) more.sum());
  }

  private static Row wrong(long answered, List<String> wrong) {
    wrong.stream().limit(MOST_TOLD).forEach(finding -> System.err.println("  wrong: " + finding));
    return count("The same: wrong answers of %,d".formatted(answered), wrong.size());
  }

  private static Row count(String what, double figure) {
    return Row.alone(what, "", figure, Form.COUNT, 0, 0, "");
  }
}
