package dev.martlet.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a platform takes from the kernel, by kind, that must not become more. */
public record Footprint(SortedMap<String, Long> counts) {
  private static final Pattern GROUP = Pattern.compile("martlet-[0-9a-f]+");
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");

  public Footprint {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /**
   * What a server holds now.
   *
   * @param group the name of the control group that its sandboxes' groups are in
   * @param data its data directory
   */
  public static Footprint of(long pid, String group, Path data) {
    Path process = Path.of("/proc", String.valueOf(pid));
    SortedMap<String, Long> counts = new TreeMap<>();
    counts.put("processes", ProcessHandle.of(pid).stream().mapToLong(Footprint::below).sum());
    counts.put("threads", entries(process.resolve("task")));
    counts.put("descriptors", entries(process.resolve("fd")));
    counts.put("mounts", (long) lines(process.resolve("mountinfo")).size());
    counts.put("control groups", groups(group));
    counts.put("loop devices", disks(data));
    return new Footprint(counts);
  }

  /** The name of the control group that a server's sandboxes are in; needs one that runs. */
  public static Optional<String> group(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .flatMap(child -> lines(Path.of("/proc/" + child.pid() + "/cgroup")).stream())
        .flatMap(line -> GROUP.matcher(line).results().map(MatchResult::group))
        .findFirst();
  }

  /** The lesser of both, kind by kind. */
  public Footprint least(Footprint other) {
    return map(kind -> Math.min(count(kind), other.count(kind)));
  }

  /** How much more this is than another, kind by kind; nothing where it is less. */
  public Footprint more(Footprint other) {
    return map(kind -> Math.max(0, count(kind) - other.count(kind)));
  }

  public long sum() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private long count(String kind) {
    return counts.getOrDefault(kind, 0L);
  }

  private Footprint map(Function<String, Long> count) {
    SortedMap<String, Long> mapped = new TreeMap<>();
    counts.keySet().forEach(kind -> mapped.put(kind, count.apply(kind)));
    return new Footprint(mapped);
  }

  private static long below(ProcessHandle server) {
    return server.descendants().count();
  }

  private static long entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static long groups(String name) {
    AtomicLong count = new AtomicLong();
    try {
      Files.walkFileTree(
          GROUPS,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes about) {
              count.addAndGet(folder.toString().contains("/" + name) ? 1 : 0);
              return FileVisitResult.CONTINUE;
            }

            // Groups, of other programs too, go while they are looked at.
            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException failure) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return count.get();
  }

  private static long disks(Path data) {
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
      long count = 0;
      for (Path device : devices) {
        count +=
            lines(device.resolve("loop/backing_file")).stream()
                .filter(file -> file.startsWith(data.toString()))
                .count();
      }
      return count;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Empty if the process or device is gone. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException gone) {
      return List.of();
    }
  }
}
