package dev.martlet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code /proc} says about CPU and memory. The kernel counts in ticks of 10 ms. */
final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final Duration TICK = Duration.ofMillis(10);
  private static final Pattern PID = Pattern.compile("\\d+");

  private Processes() {}

  /** CPU time of one process, all its threads, without its children. */
  static Duration cpu(long pid) {
    return TICK.multipliedBy(stat(pid).mapToLong(Stat::own).sum());
  }

  /** CPU time of this process and all its descendants, those that have ended included. */
  static Duration cpuOfOurs() {
    Map<Long, Stat> all = new HashMap<>();
    try (Stream<Path> entries = Files.list(PROC)) {
      entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> PID.matcher(name).matches())
          .flatMap(name -> stat(Long.parseLong(name)))
          .forEach(stat -> all.put(stat.pid, stat));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    long self = ProcessHandle.current().pid();
    long ticks = 0;
    for (Stat stat : all.values()) {
      if (descends(stat, self, all)) {
        ticks += stat.own + stat.children;
      }
    }
    return TICK.multipliedBy(ticks);
  }

  /** Time that processors of the machine were busy with programs, ours or others'. */
  static Duration busy() {
    String[] fields = read(PROC.resolve("stat")).lines().findFirst().orElse("").split(" +", -1);
    long ticks = 0;
    // user, nice, system, and what the hypervisor took away; not idle, iowait and interrupts
    for (int field : new int[] {1, 2, 3, 8}) {
      ticks += Long.parseLong(fields[field]);
    }
    return TICK.multipliedBy(ticks);
  }

  /** Resident memory in megabytes. */
  static double residentMegabytes(long pid) {
    return read(PROC.resolve(pid + "/status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  /** A process with its ticks, and those of its children that ended. */
  private record Stat(long pid, long parent, long own, long children) {}

  private static boolean descends(Stat stat, long ancestor, Map<Long, Stat> all) {
    for (Stat at = stat; at != null; at = all.get(at.parent)) {
      if (at.pid == ancestor) {
        return true;
      }
    }
    return false;
  }

  private static Stream<Stat> stat(long pid) {
    String line = read(PROC.resolve(pid + "/stat"));
    if (line.isEmpty()) {
      return Stream.empty();
    }
    // The name, in parentheses, may hold anything.
    List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
    long own = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    long children = Long.parseLong(fields.get(13)) + Long.parseLong(fields.get(14));
    return Stream.of(new Stat(pid, Long.parseLong(fields.get(1)), own, children));
  }

  /** Empty if the process is gone. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
