package dev.martlet.sandbox;

import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Control groups of version 2: one folder per sandbox, below one folder of this instance. What the
 * kernel holds for connections counts as memory by itself there.
 */
final class CgroupsV2 implements Cgroups {
  private final Path folder;
  private final InstanceFolders folders;
  private final IdleClass idleClass;
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
    this.folders = new InstanceFolders(List.of(folder), List.of(), record);
    this.idleClass = new IdleClass(folder);
  }

  @Override
  public Cgroup create(SandboxId id, SandboxLimits limits) throws IOException {
    Path group = folder.resolve(id.value());
    return folders.create(
        id,
        () -> {
          limit(group, limits);
          IdleClass.Member member = idleClass.member(id, group, limits.cpu().weight());
          return new CgroupV2(group, limits.memory(), member);
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
    OptionalLong quota = cpu.quotaMicros(processors);
    if (quota.isPresent()) {
      Files.writeString(group.resolve("cpu.max"), quota.getAsLong() + " " + CpuLimit.PERIOD_MICROS);
    }
  }

  @Override
  public Isolation.Leftovers removeLeftovers() throws IOException {
    Isolation.Leftovers removed = folders.clear();
    Delegation.enable(folder);
    idleClass.begin();
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
    if (!idleClass.exists()) {
      found.add(Shortcomings.NO_IDLE_CLASS);
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    folders.close();
  }
}
