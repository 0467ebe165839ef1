package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One sandbox's folders in the hierarchies of version 1. */
final class CgroupV1 implements Cgroup {
  private final Path memory;
  private final GroupFolder pids;
  private final @Nullable Path accounting;
  private final boolean countsWhereItRuns;
  private final @Nullable GroupFolder freezer;
  private final IdleGroup.Member idleGroup;
  private final List<GroupFolder> folders;
  private final NumberFile peak;

  /**
   * Takes over folders that are there.
   *
   * @param controllers the folder of each, {@code memory}, {@code pids} and {@code cpu} at least;
   *     {@code freezer} only if it has a hierarchy of its own
   */
  CgroupV1(Map<String, Path> controllers, IdleGroup.Member idleGroup) throws IOException {
    this.memory = required(controllers, "memory");
    this.pids = new GroupFolder(required(controllers, "pids"));
    this.accounting = controllers.get("cpuacct");
    this.countsWhereItRuns = required(controllers, "cpu").equals(accounting);
    Path freezes = controllers.get("freezer");
    this.freezer = freezes == null ? null : new GroupFolder(freezes);
    this.idleGroup = idleGroup;
    this.folders = controllers.values().stream().distinct().map(GroupFolder::new).toList();
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
    // Not cgroup.procs: entering through it takes the kernel's global lock, for milliseconds, which
    // is too long for a start, unlike for those few that give way.
    return folders.stream()
        .filter(folder -> !folder.equals(freezer))
        .map(folder -> folder.path().resolve("tasks"))
        .toList();
  }

  @Override
  public Optional<Freezer> freezer() {
    return Optional.ofNullable(freezer)
        .map(GroupFolder::path)
        .map(path -> new Freezer(path.resolve("tasks"), path.resolve(GroupFolder.FREEZER_STATE)));
  }

  @Override
  public void freeze() throws IOException {
    if (freezer != null) {
      freezer.writeIfThere(GroupFolder.FREEZER_STATE, "FROZEN");
    }
  }

  @Override
  public void thaw() throws IOException {
    if (freezer != null) {
      freezer.thawVersion1();
    }
  }

  @Override
  public void giveWay(boolean way) throws IOException {
    idleGroup.giveWay(way);
  }

  @Override
  public ByteSize peakMemory() throws IOException {
    return new ByteSize(peak.read());
  }

  @Override
  public Usage usage() throws IOException {
    return new Usage(peakMemory(), oomKills(), cpu());
  }

  private Duration cpu() throws IOException {
    if (accounting == null) {
      return Duration.ZERO;
    }
    long nanos = 0;
    for (Path folder : countsWhereItRuns ? idleGroup.folders() : List.of(accounting)) {
      nanos += Long.parseLong(Files.readString(folder.resolve("cpuacct.usage")).strip());
    }
    return Duration.ofNanos(nanos);
  }

  private long oomKills() throws IOException {
    return Counts.read(memory.resolve("memory.oom_control")).of("oom_kill");
  }

  @Override
  public int killAll() throws IOException {
    thaw();
    return pids.kill().size();
  }

  @Override
  public boolean remove() throws IOException {
    peak.close();
    boolean all = true;
    for (GroupFolder folder : folders) {
      all &= folder.remove();
    }
    return all && idleGroup.end();
  }
}
