package dev.martlet.sandbox;

import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Control groups of version 2: one folder per sandbox, below one folder of this instance. What the
 * kernel holds for connections counts as memory by itself there.
 */
final class CgroupsV2 implements Cgroups {
  // Long enough that a short handler runs through in one go, however little its quota is.
  private static final Duration PERIOD = Duration.ofMillis(100);

  private final Path folder;
  private final InstanceFolders folders;
  private final Manners manners;
  private final int processors = Runtime.getRuntime().availableProcessors();

  /**
   * Makes nothing yet.
   *
   * @param parent the group to work below, prepared by {@link Delegation}
   * @param instance this data directory's name, different from every other one's
   * @param record the file that remembers the folder
   */
  CgroupsV2(Path parent, String instance, Path record) {
    this.folder = parent.resolve(instance);
    this.folders = new InstanceFolders(List.of(folder), record);
    this.manners = new Manners(folder, "cpu.weight");
  }

  @Override
  public Cgroup create(SandboxId id, SandboxLimits limits) throws IOException {
    Path group = folder.resolve(id.value());
    return folders.create(
        id,
        () -> {
          limit(group, limits);
          Manners.Own own = manners.of(id, group, limits.cpu().weight());
          return new CgroupV2(group, limits.memory(), own);
        });
  }

  // A lack of memory kills one process, as in version 1: memory.oom.group stays 0, so that a
  // function may survive a child that has grown too large.
  private void limit(Path group, SandboxLimits limits) throws IOException {
    Files.writeString(group.resolve("memory.max"), Long.toString(limits.memory().bytes()));
    new GroupFolder(group).writeIfThere("memory.swap.max", "0");
    // One more than the sandbox may have: pid 1.
    Files.writeString(group.resolve("pids.max"), Integer.toString(limits.processes() + 1));
    CpuLimit cpu = limits.cpu();
    Files.writeString(group.resolve("cpu.weight"), Integer.toString(cpu.weight()));
    // Keeping to a quota costs the kernel time, which one that cannot be reached is not worth.
    if (cpu.most() < processors * CpuLimit.ONE_PROCESSOR) {
      long period = PERIOD.toNanos() / 1000;
      long quota = period * cpu.most() / CpuLimit.ONE_PROCESSOR;
      Files.writeString(group.resolve("cpu.max"), quota + " " + period);
    }
  }

  @Override
  public Isolation.Leftovers removeLeftovers() throws IOException {
    Isolation.Leftovers removed = folders.clear();
    Delegation.enable(folder);
    manners.begin();
    return removed;
  }

  @Override
  public List<Shortcoming> shortcomings() {
    List<Shortcoming> found = new ArrayList<>();
    if (!Files.exists(folder.resolve("memory.swap.max")) && Swap.isOn()) {
      found.add(Shortcomings.SWAP_IS_NOT_COUNTED);
    }
    if (!CgroupV2.keepsPeak(folder)) {
      found.add(Shortcomings.NO_PEAK);
    }
    if (!manners.exist()) {
      found.add(Shortcomings.NO_IDLE_CLASS);
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    folders.close();
  }
}
