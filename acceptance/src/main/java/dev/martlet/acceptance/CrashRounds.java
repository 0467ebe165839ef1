package dev.martlet.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kills a platform with SIGKILL at random moments while functions, their versions, aliases, tags
 * and reservations are created, changed and deleted, functions invoked, at once and later, and logs
 * read; starts it again on the same data, and looks for what was lost or left behind.
 */
public final class CrashRounds {
  // The platform's own folder, or the one of those that give way, and in it the sandbox's.
  private static final Pattern OF_A_SANDBOX = Pattern.compile("/martlet-[0-9a-f]{12}(-idle)?/");

  private static final String BURNS =
      """
      import time
      def handler(event, context):
          end = time.monotonic() + 1
          while time.monotonic() < end:
              pass
          return 1
      """;

  private static final int WRITERS = 4;
  private static final int NAMES_PER_WRITER = 3;
  private static final int MOST_MILLIS = 1500;
  private static final int CALLS_PER_EVENT = 40;

  private final Path data;
  private final Random random;
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final List<String> left = new ArrayList<>();
  private final List<Duration> starts = new ArrayList<>();
  private final CrashWriter functions = new CrashWriter(wrong::add);
  private final AcknowledgedEvents events = new AcknowledgedEvents();

  /**
   * What came of the rounds.
   *
   * @param acknowledged how many changes and events the platform acknowledged
   * @param wrong which of them were lost, and which calls were answered wrongly, a sentence each
   * @param left what a killed platform left behind, a sentence each
   * @param slowestStart the longest that a platform took to answer after a crash
   */
  public record Findings(
      long acknowledged, List<String> wrong, List<String> left, Duration slowestStart) {
    public Findings {
      wrong = List.copyOf(wrong);
      left = List.copyOf(left);
    }
  }

  /** What a killed process had: its children, their control groups and loop devices. */
  private record Remains(
      List<ProcessHandle> processes, List<Path> controlGroups, Set<String> disks) {}

  /**
   * Prepares rounds on one data directory.
   *
   * @param seed decides the moments and the load; print it
   */
  public CrashRounds(Path data, long seed) {
    this.data = data;
    this.random = new Random(seed);
  }

  /** Runs the rounds: a start, a look at what the last round left, load, a kill. */
  public Findings run(int rounds) {
    Remains remains = new Remains(List.of(), List.of(), Set.of());
    for (int round = 0; round < rounds; round++) {
      try (Platform platform = start()) {
        inspect(platform, remains);
        remains = crash(platform, round);
      }
    }
    try (Platform platform = start()) {
      inspect(platform, remains);
      platform.api().drained();
      events.missing(platform.api()).forEach(event -> wrong.add("event " + event + " is lost"));
    }
    // The first start followed no crash.
    Duration slowest = starts.stream().skip(1).max(Duration::compareTo).orElse(Duration.ZERO);
    return new Findings(functions.acknowledged() + events.count(), wrong, left, slowest);
  }

  private Platform start() {
    long begun = System.nanoTime();
    Platform platform = Platform.start(data);
    starts.add(Duration.ofNanos(System.nanoTime() - begun));
    return platform;
  }

  private Remains crash(Platform platform, int round) {
    String runtime = runtime(platform.api());
    long killAfter = 100L + random.nextInt(MOST_MILLIS);
    try (var writers = Executors.newVirtualThreadPerTaskExecutor();
        var killer = Executors.newSingleThreadScheduledExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        Random own = new Random(random.nextLong());
        int number = writer;
        var _ = writers.submit(() -> write(platform.api(), runtime, number, round, own));
      }
      var _ = writers.submit(() -> invoke(platform.api(), runtime));
      var _ = writers.submit(() -> burn(platform.api(), runtime));
      return killer
          .schedule(
              () -> {
                Remains remains = remains(platform.pid());
                platform.kill();
                return remains;
              },
              killAfter,
              TimeUnit.MILLISECONDS)
          .get();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupt);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    }
  }

  /** Changes functions of its own until the platform no longer answers. */
  private void write(Api api, String runtime, int writer, int round, Random own) {
    try {
      for (int step = 0; ; step++) {
        String name = "crash-" + writer + "-" + own.nextInt(NAMES_PER_WRITER);
        functions.change(api, runtime, name, round + "-" + step, own);
      }
    } catch (Api.CallFailed killed) {
      // That is the end that every round has.
    } catch (RuntimeException failure) {
      wrong.add("a writer failed: " + failure);
    }
  }

  private void invoke(Api api, String runtime) {
    try {
      Reply made =
          api.create(
              "invoked", runtime, "main.handler", Map.of("main.py", "def handler(e, c): return 1"));
      if (made.status() == 201) {
        api.settled("invoked");
      }
      events.prepare(api, runtime);
      for (int call = 0; ; call++) {
        if (call % CALLS_PER_EVENT == 0) {
          events.send(api).ifPresent(wrong::add);
          readLog(api);
        }
        Reply reply = api.invoke("invoked", "{}");
        if (reply.status() != 200 || !reply.body().equals("1")) {
          wrong.add("an invocation went wrong: " + reply);
          return;
        }
      }
    } catch (Api.CallFailed killed) {
      // That is the end that every round has.
    }
  }

  /** Invocations that are long enough to give way to the others. */
  private void burn(Api api, String runtime) {
    try {
      Reply made = api.create("burns", runtime, "main.handler", Map.of("main.py", BURNS));
      if (made.status() == 201) {
        api.settled("burns");
      }
      while (true) {
        Reply reply = api.invoke("burns", "{}");
        if (!reply.body().equals("1")) {
          wrong.add("a long invocation went wrong: " + reply);
          return;
        }
      }
    } catch (Api.CallFailed killed) {
      // That is the end that every round has.
    }
  }

  // There is none before the first call.
  private void readLog(Api api) {
    Reply log = api.log("invoked");
    if (log.status() != 200 && log.status() != 400) {
      wrong.add("a log was refused: " + log);
    }
  }

  private void inspect(Platform platform, Remains remains) {
    functions.inspect(platform.api());
    for (ProcessHandle process : remains.processes()) {
      // One that only waits to be reaped by the machine's init has no command any more.
      if (process.isAlive() && process.info().command().isPresent()) {
        left.add("process " + process.pid() + " is left: " + process.info());
      }
    }
    remains.controlGroups().stream()
        .filter(Files::exists)
        .forEach(group -> left.add("control group " + group + " is left"));
    Set<String> disks = disks();
    disks.retainAll(remains.disks());
    disks.forEach(disk -> left.add(disk + " is left"));
    files();
  }

  /** Loop devices on files of the data directory; none has the same name twice. */
  private Set<String> disks() {
    Set<String> disks = new HashSet<>();
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
      for (Path device : devices) {
        String name = device.getFileName() + ", number " + lines(device.resolve("diskseq"));
        lines(device.resolve("loop/backing_file")).stream()
            .filter(file -> file.startsWith(data.toString()))
            .forEach(file -> disks.add(name));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return disks;
  }

  private void files() {
    try (Stream<Path> blobs = Files.walk(data.resolve("blobs"));
        Stream<Path> unfinished = Files.list(data.resolve("code/unfinished"));
        Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
      blobs
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().matches("[0-9a-f]{60,64}"))
          .forEach(file -> left.add(file + " is left"));
      unfinished.forEach(file -> left.add(file + " is left"));
      mounts
          .filter(line -> line.contains(data.toString()))
          .forEach(line -> left.add("mount " + line));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Remains remains(long server) {
    List<ProcessHandle> processes =
        ProcessHandle.of(server).stream().flatMap(ProcessHandle::descendants).toList();
    List<Path> groups = new ArrayList<>();
    Map<String, Path> hierarchies = hierarchies();
    for (ProcessHandle process : processes) {
      for (String line : lines(Path.of("/proc/" + process.pid() + "/cgroup"))) {
        String[] parts = line.split(":", 3);
        Path hierarchy = hierarchies.get(parts[1]);
        // A group of the sandbox's own, not the one that the platform itself is in.
        if (hierarchy != null && OF_A_SANDBOX.matcher(parts[2]).find()) {
          groups.add(Path.of(hierarchy + parts[2]));
          groups.add(Path.of(hierarchy + parts[2].replaceFirst("-idle/", "/")));
        }
      }
    }
    return new Remains(processes, groups, disks());
  }

  /** Mount points by their controllers, as {@code /proc/PID/cgroup} names them. */
  private static Map<String, Path> hierarchies() {
    Map<String, Path> points = new HashMap<>();
    for (String line : lines(Path.of("/proc/self/mounts"))) {
      String[] parts = line.split(" ", -1);
      if (parts[2].equals("cgroup")) {
        points.put(Path.of(parts[1]).getFileName().toString(), Path.of(parts[1]));
      } else if (parts[2].equals("cgroup2")) {
        points.put("", Path.of(parts[1]));
      }
    }
    return points;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException gone) {
      return List.of();
    }
  }

  private static String runtime(Api api) {
    String body = api.runtimes().body();
    return Stream.of(body.split("\"", -1))
        .filter(word -> word.matches("python3\\.\\d+"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No Python in " + body));
  }
}
