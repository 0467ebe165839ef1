package dev.martlet.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Statistics of a handful of measurements. */
final class Figures {
  private Figures() {}

  static <T> double median(List<T> all, ToDoubleFunction<T> figure) {
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("No measurement, no median");
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static double least(double... all) {
    return Arrays.stream(all).min().orElseThrow();
  }

  static double micros(Duration duration) {
    return duration.toNanos() / 1e3;
  }

  static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
