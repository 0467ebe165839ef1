package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One sandbox's folders in the hierarchies of version 1. */
final class CgroupV1 implements Cgroup {
  private static final String FREEZER_STATE = "freezer.state";

  private final Path memory;
  private final Path pids;
  private final @Nullable Path accounting;
  private final @Nullable Path freezer;
  private final Path cpu;
  private final String shares;
  private final Manners manners;
  private final List<Path> folders;
  private final NumberFile peak;
  private boolean removed;

  /** How all sandboxes together behave towards the rest of the machine. */
  interface Manners {
    /** May be told the same twice. */
    void give(boolean way) throws IOException;
  }

  /**
   * Takes over folders that are there.
   *
   * @param controllers the folder of each, {@code memory}, {@code pids} and {@code cpu} at least;
   *     {@code freezer} only if it has a hierarchy of its own
   * @param shares of the processors
   * @param manners are told whenever it begins or ceases to give way
   */
  CgroupV1(Map<String, Path> controllers, int shares, Manners manners) throws IOException {
    this.memory = required(controllers, "memory");
    this.pids = required(controllers, "pids");
    this.cpu = required(controllers, "cpu");
    this.accounting = controllers.get("cpuacct");
    this.freezer = controllers.get("freezer");
    this.shares = Integer.toString(shares);
    this.manners = manners;
    this.folders = controllers.values().stream().distinct().toList();
    this.peak = new NumberFile(memory.resolve("memory.max_usage_in_bytes"));
  }

  private static Path required(Map<String, Path> controllers, String name) {
    Path folder = controllers.get(name);
    if (folder == null) {
      throw new IllegalArgumentException("No controller " + name);
    }
    return folder;
  }

  @Override
  public List<Path> entrances() {
    // Not cgroup.procs: entering through it takes the kernel's global lock, for milliseconds.
    return folders.stream()
        .filter(folder -> !folder.equals(freezer))
        .map(folder -> folder.resolve("tasks"))
        .toList();
  }

  @Override
  public Optional<Freezer> freezer() {
    return Optional.ofNullable(freezer)
        .map(folder -> new Freezer(folder.resolve("tasks"), folder.resolve(FREEZER_STATE)));
  }

  @Override
  public void freeze() throws IOException {
    if (freezer != null) {
      Files.writeString(freezer.resolve(FREEZER_STATE), "FROZEN");
    }
  }

  @Override
  public void thaw() throws IOException {
    if (freezer != null) {
      thaw(freezer);
    }
  }

  /** In version 1 a frozen process does not die: whoever kills it thaws it, too. */
  static void thaw(Path folder) throws IOException {
    try {
      Files.writeString(folder.resolve(FREEZER_STATE), "THAWED", StandardOpenOption.WRITE);
    } catch (NoSuchFileException gone) {
      return;
    }
  }

  // Not beside the removal, which would leave behind that all sandboxes give way for this one.
  @Override
  public synchronized void giveWay(boolean way) throws IOException {
    Path idle = cpu.resolve("cpu.idle");
    if (removed || !Files.exists(idle)) {
      return;
    }
    Files.writeString(idle, way ? "1" : "0");
    if (!way) {
      Files.writeString(cpu.resolve("cpu.shares"), shares); // which the kernel forgets meanwhile
    }
    manners.give(way);
  }

  @Override
  public ByteSize peakMemory() throws IOException {
    return new ByteSize(peak.read());
  }

  @Override
  public Usage usage() throws IOException {
    Duration cpu =
        accounting == null
            ? Duration.ZERO
            : Duration.ofNanos(
                Long.parseLong(Files.readString(accounting.resolve("cpuacct.usage")).strip()));
    return new Usage(peakMemory(), oomKills(), cpu);
  }

  private long oomKills() throws IOException {
    for (String line : Files.readAllLines(memory.resolve("memory.oom_control"))) {
      if (line.startsWith("oom_kill ")) {
        return Long.parseLong(line.substring("oom_kill ".length()).strip());
      }
    }
    return 0;
  }

  @Override
  public int killAll() throws IOException {
    thaw();
    return killAll(pids).size();
  }

  /** Kills every process in a group, and tells which; none if there is no such group. */
  static List<ProcessHandle> killAll(Path group) throws IOException {
    thaw(group);
    List<ProcessHandle> killed = new ArrayList<>();
    try {
      for (String pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(killed::add);
      }
    } catch (NoSuchFileException gone) {
      return killed;
    }
    killed.forEach(ProcessHandle::destroyForcibly);
    return killed;
  }

  @Override
  public boolean remove() throws IOException {
    peak.close();
    leaveManners();
    boolean all = true;
    for (Path folder : folders) {
      all &= removeFolder(folder);
    }
    return all;
  }

  private synchronized void leaveManners() throws IOException {
    removed = true;
    manners.give(false);
  }

  /** False if the kernel says that the group is busy. */
  static boolean removeFolder(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (FileSystemException busy) {
      if (Files.exists(folder)) {
        return false;
      }
      throw busy;
    }
  }
}
