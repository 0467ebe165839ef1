package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Control groups of version 1: one folder per sandbox in each hierarchy, below one folder of this
 * instance. The instance's folders are recorded in a file before they are made, so that the next
 * process finds them even if its own place in the hierarchies is another one.
 */
final class CgroupsV1 implements Cgroups {
  private static final int ROUNDS = 10;
  private static final Duration DYING = Duration.ofSeconds(2);
  private static final int LEAST_SHARES = 2;
  // Long enough that a short handler runs through in one go, however little its quota is.
  private static final Duration PERIOD = Duration.ofMillis(100);

  private final Map<String, Path> folders;
  private final Path record;
  private final Set<SandboxId> polite = new HashSet<>();
  private final int processors = Runtime.getRuntime().availableProcessors();

  /**
   * Makes the instance's folders.
   *
   * @param layout where this process is
   * @param instance this data directory's name, different from every other one's
   * @param record the file that remembers the folders
   */
  CgroupsV1(CgroupLayout.Version1 layout, String instance, Path record) {
    this.folders =
        layout.parents().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> entry.getValue().resolve(instance)));
    this.record = record;
  }

  @Override
  public Cgroup create(SandboxId id, SandboxLimits limits) throws IOException {
    List<Path> made = new ArrayList<>();
    try {
      for (Path folder : distinctFolders()) {
        made.add(Files.createDirectory(folder.resolve(id.value())));
      }
      limit(id, limits);
      Map<String, Path> controllers = new HashMap<>();
      folders.forEach((controller, folder) -> controllers.put(controller, folder(controller, id)));
      if (!freezesAlone()) {
        controllers.remove("freezer");
      }
      return new CgroupV1(controllers, shares(limits.cpu()), way -> giveWay(id, way));
    } catch (IOException failure) {
      for (Path folder : made) {
        Files.deleteIfExists(folder);
      }
      throw failure;
    }
  }

  // While one of them gives way, all together do: else those that wake outside of all sandboxes,
  // the platform first, would wait for its turn to end.
  private synchronized void giveWay(SandboxId id, boolean way) throws IOException {
    boolean before = !polite.isEmpty();
    boolean changed = way ? polite.add(id) : polite.remove(id);
    boolean now = !polite.isEmpty();
    Path folder = folders.get("cpu");
    if (changed && before != now && folder != null) {
      Files.writeString(folder.resolve("cpu.idle"), now ? "1" : "0");
    }
  }

  // The launcher enters all other hierarchies, and must not be frozen itself.
  private boolean freezesAlone() {
    Path freezer = folders.get("freezer");
    return freezer != null && folders.values().stream().filter(freezer::equals).count() == 1;
  }

  private void limit(SandboxId id, SandboxLimits limits) throws IOException {
    Path memory = folder("memory", id);
    String most = Long.toString(limits.memory().bytes());
    Files.writeString(memory.resolve("memory.limit_in_bytes"), most);
    Path withSwap = memory.resolve("memory.memsw.limit_in_bytes");
    if (Files.exists(withSwap)) {
      Files.writeString(withSwap, most);
    }
    // What TCP holds for connections on the loopback counts apart, and only where it is limited.
    Path connections = memory.resolve("memory.kmem.tcp.limit_in_bytes");
    if (Files.exists(connections)) {
      Files.writeString(connections, most);
    }
    // Two more than the sandbox may have: the launcher and pid 1.
    String processes = Integer.toString(limits.processes() + 2);
    Files.writeString(folder("pids", id).resolve("pids.max"), processes);
    Path cpu = folder("cpu", id);
    Files.writeString(cpu.resolve("cpu.shares"), Integer.toString(shares(limits.cpu())));
    // Keeping to a quota costs the kernel time, which one that cannot be reached is not worth.
    if (limits.cpu().most() < processors * CpuLimit.ONE_PROCESSOR) {
      long quota = PERIOD.toNanos() / 1000 * limits.cpu().most() / CpuLimit.ONE_PROCESSOR;
      Files.writeString(cpu.resolve("cpu.cfs_period_us"), Long.toString(PERIOD.toNanos() / 1000));
      quota(cpu, quota);
    }
  }

  private static void quota(Path cpu, long micros) throws IOException {
    try {
      Files.writeString(cpu.resolve("cpu.cfs_quota_us"), Long.toString(micros));
    } catch (IOException refused) {
      // The kernel takes no quota above that of a group around it, which then holds.
      if (!"Invalid argument".equals(refused.getMessage())) {
        throw refused;
      }
    }
  }

  private static int shares(CpuLimit cpu) {
    return Math.max(LEAST_SHARES, cpu.weight());
  }

  private Path folder(String controller, SandboxId id) {
    Path folder = folders.get(controller);
    if (folder == null) {
      throw new IllegalStateException("No controller " + controller);
    }
    return folder.resolve(id.value());
  }

  // Controllers that are mounted together share one folder.
  private Set<Path> distinctFolders() {
    return new LinkedHashSet<>(folders.values());
  }

  @Override
  public Isolation.Leftovers removeLeftovers() throws IOException {
    Set<Path> suspects = distinctFolders();
    if (Files.exists(record)) {
      Files.readAllLines(record).forEach(line -> suspects.add(Path.of(line)));
    }
    // First of all, because what stands still does not die, and holds its group in each hierarchy.
    for (Path suspect : suspects) {
      for (Path group : children(suspect)) {
        CgroupV1.thaw(group);
      }
    }
    int processes = 0;
    Set<Path> groups = new HashSet<>();
    for (Path suspect : suspects) {
      for (Path group : children(suspect)) {
        processes += clear(group);
        if (CgroupV1.removeFolder(group)) {
          groups.add(group.getFileName());
        }
      }
      if (!distinctFolders().contains(suspect)) {
        CgroupV1.removeFolder(suspect);
      }
    }
    remember();
    return new Isolation.Leftovers(processes, groups.size(), 0);
  }

  // Again and again, because what is being killed may have started something else just before.
  private static int clear(Path group) throws IOException {
    Set<ProcessHandle> killed = new HashSet<>();
    List<ProcessHandle> now = CgroupV1.killAll(group);
    for (int round = 0; round < ROUNDS && !now.isEmpty(); round++) {
      killed.addAll(now);
      try {
        CompletableFuture.allOf(
                now.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
            .orTimeout(DYING.toMillis(), TimeUnit.MILLISECONDS)
            .join();
      } catch (CompletionException slow) {
        // A dead process that nobody has waited for yet counts as alive; its group can go anyway.
        return killed.size();
      }
      now = CgroupV1.killAll(group);
    }
    return killed.size();
  }

  private void remember() throws IOException {
    Path next = record.resolveSibling(record.getFileName() + ".new");
    Files.write(next, distinctFolders().stream().map(Path::toString).sorted().toList());
    Files.move(next, record, StandardCopyOption.ATOMIC_MOVE);
    for (Path folder : distinctFolders()) {
      Files.createDirectories(folder);
    }
    Path idle = folders.getOrDefault("cpu", record).resolve("cpu.idle");
    if (Files.exists(idle)) {
      Files.writeString(idle, "0"); // as a killed process may have left it
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
        entries.forEach(children::add);
      }
    }
    return children;
  }

  @Override
  public void close() throws IOException {
    boolean all = true;
    for (Path folder : distinctFolders()) {
      all &= CgroupV1.removeFolder(folder);
    }
    if (all) {
      Files.deleteIfExists(record);
    }
  }
}
