package dev.martlet.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kills a platform with SIGKILL at random moments while functions are created, changed, deleted and
 * invoked, at once and later, starts it again on the same data, and looks for what was lost or left
 * behind.
 */
public final class CrashRounds {
  // The platform's own folder, and in it the sandbox's.
  private static final Pattern OF_A_SANDBOX = Pattern.compile("/martlet-[0-9a-f]{12}/");

  private static final int WRITERS = 4;
  private static final int NAMES_PER_WRITER = 3;
  private static final int MOST_MILLIS = 1500;
  private static final int CALLS_PER_EVENT = 40;

  private final Path data;
  private final Random random;
  private final AtomicLong acknowledged = new AtomicLong();
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final List<String> left = new ArrayList<>();
  private final Map<String, Known> functions = new ConcurrentHashMap<>();
  private final AcknowledgedEvents events = new AcknowledgedEvents();

  /**
   * What came of the rounds.
   *
   * @param acknowledged how many changes and events the platform acknowledged
   * @param wrong which of them were lost, and which calls were answered wrongly, a sentence each
   * @param left what a killed platform left behind, a sentence each
   */
  public record Findings(long acknowledged, List<String> wrong, List<String> left) {
    public Findings {
      wrong = List.copyOf(wrong);
      left = List.copyOf(left);
    }
  }

  /**
   * What the platform has acknowledged of a function, and what it was asked last.
   *
   * @param acknowledged its code's digest, empty if it was deleted
   * @param asked what an unanswered request may have made of it; the same if there is none
   */
  private record Known(String acknowledged, String asked) {
    static final Known NEVER = new Known("", "");

    Known asking(String next) {
      return new Known(acknowledged, next);
    }

    static Known done(String state) {
      return new Known(state, state);
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
      try (Platform platform = Platform.start(data)) {
        inspect(platform, remains);
        remains = crash(platform, round);
      }
    }
    try (Platform platform = Platform.start(data)) {
      inspect(platform, remains);
      platform.api().drained();
      events.missing(platform.api()).forEach(event -> wrong.add("event " + event + " is lost"));
    }
    return new Findings(acknowledged.get() + events.count(), wrong, left);
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
        Map<String, String> code =
            Map.of("main.py", "def handler(e, c): return '" + round + " " + step + "'\n");
        Known before = functions.getOrDefault(name, Known.NEVER);
        if (before.acknowledged().isEmpty()) {
          functions.put(name, before.asking(digest(code)));
          settle(name, api.create(name, runtime, "main.handler", code), 201, digest(code));
        } else if (own.nextInt(3) == 0) {
          functions.put(name, before.asking(""));
          settle(name, api.delete(name), 204, "");
        } else {
          api.settled(name);
          functions.put(name, before.asking(digest(code)));
          settle(name, api.updateCode(name, code), 200, digest(code));
        }
      }
    } catch (Api.CallFailed killed) {
      // That is the end that every round has.
    }
  }

  private void settle(String name, Reply reply, int wanted, String state) {
    Known known = functions.getOrDefault(name, Known.NEVER);
    if (reply.status() == wanted) {
      functions.put(name, Known.done(state));
      acknowledged.incrementAndGet();
    } else {
      wrong.add(name + " was refused: " + reply);
      functions.put(name, Known.done(known.acknowledged()));
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

  private void inspect(Platform platform, Remains remains) {
    for (var function : Map.copyOf(functions).entrySet()) {
      Reply reply = platform.api().settled(function.getKey());
      String found = reply.status() == 404 ? "" : reply.member("CodeSha256");
      Known known = function.getValue();
      if (!found.equals(known.acknowledged()) && !found.equals(known.asked())) {
        wrong.add(function.getKey() + " is '" + found + "' but was " + known);
      }
      functions.put(function.getKey(), Known.done(found));
    }
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

  private static String digest(Map<String, String> code) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(Archive.bytes(code)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("Every JDK has SHA-256", missing);
    }
  }

  private static String runtime(Api api) {
    String body = api.send("GET", "/_martlet/runtimes", new byte[0], "martlet", Map.of()).body();
    return Stream.of(body.split("\"", -1))
        .filter(word -> word.matches("python3\\.\\d+"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No Python in " + body));
  }
}
