package dev.martlet.sandbox;

import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Control groups of version 1: one folder per sandbox in each hierarchy, below one folder of this
 * instance.
 */
final class CgroupsV1 implements Cgroups {
  private static final String WITH_SWAP = "memory.memsw.limit_in_bytes";
  private static final int LEAST_SHARES = 2;
  private static final long MOST_IN_CONNECTIONS = 16 << 20;

  private final Map<String, Path> parts;
  private final InstanceFolders folders;
  private final IdleGroup idleGroup;
  private final int processors = Runtime.getRuntime().availableProcessors();

  /**
   * Makes nothing yet.
   *
   * @param layout where this process is
   * @param instance this data directory's name, different from every other one's
   * @param record the file that remembers the folders
   */
  CgroupsV1(CgroupLayout.Version1 layout, String instance, Path record) {
    this.parts =
        layout.parents().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> entry.getValue().resolve(instance)));
    Path cpu = part("cpu");
    Path apart = cpu.resolveSibling(instance + "-idle");
    this.idleGroup = new IdleGroup(cpu, apart, Set.of("cpu", "cpuacct").containsAll(sharing(cpu)));
    this.folders = new InstanceFolders(parts.values(), List.of(apart), record);
  }

  @Override
  public Cgroup create(SandboxId id, SandboxLimits limits) throws IOException {
    return folders.create(
        id,
        () -> {
          limit(id, limits);
          Map<String, Path> controllers = new HashMap<>();
          parts.forEach(
              (controller, folder) -> controllers.put(controller, folder(controller, id)));
          if (!freezesAlone()) {
            controllers.remove("freezer");
          }
          return new CgroupV1(controllers, idleGroup.member(id));
        });
  }

  // The launcher enters all other hierarchies, and must not be frozen itself.
  private boolean freezesAlone() {
    Path freezer = parts.get("freezer");
    return freezer != null && sharing(freezer).size() == 1;
  }

  // The controllers of one hierarchy.
  private Set<String> sharing(Path part) {
    return parts.entrySet().stream()
        .filter(entry -> entry.getValue().equals(part))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void limit(SandboxId id, SandboxLimits limits) throws IOException {
    Path memory = folder("memory", id);
    String most = Long.toString(limits.memory().bytes());
    Files.writeString(memory.resolve("memory.limit_in_bytes"), most);
    GroupFolder group = new GroupFolder(memory);
    group.writeIfThere(WITH_SWAP, most);
    // What TCP holds for connections on the loopback counts apart, and only where it is limited:
    // little, because nobody has reserved it.
    long little = Math.min(limits.memory().bytes() / 8, MOST_IN_CONNECTIONS);
    group.writeIfThere("memory.kmem.tcp.limit_in_bytes", Long.toString(little));
    // Two more than the sandbox may have: the launcher and pid 1.
    String processes = Integer.toString(limits.processes() + 2);
    Files.writeString(folder("pids", id).resolve("pids.max"), processes);
    Path cpu = folder("cpu", id);
    Files.writeString(cpu.resolve("cpu.shares"), Integer.toString(shares(limits.cpu())));
    OptionalLong quota = limits.cpu().quotaMicros(processors);
    if (quota.isPresent()) {
      String period = Long.toString(CpuLimit.PERIOD_MICROS);
      Files.writeString(cpu.resolve("cpu.cfs_period_us"), period);
      quota(cpu, quota.getAsLong());
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

  private Path part(String controller) {
    Path folder = parts.get(controller);
    if (folder == null) {
      throw new IllegalStateException("No controller " + controller);
    }
    return folder;
  }

  private Path folder(String controller, SandboxId id) {
    return part(controller).resolve(id.value());
  }

  @Override
  public Isolation.Leftovers removeLeftovers() throws IOException {
    Isolation.Leftovers removed = folders.clear();
    idleGroup.begin();
    return removed;
  }

  @Override
  public List<Shortcoming> shortcomings() {
    List<Shortcoming> found = new ArrayList<>();
    if (!Files.exists(part("memory").resolve(WITH_SWAP)) && Swap.isOn()) {
      found.add(Shortcomings.SWAP_IS_NOT_COUNTED);
    }
    if (!freezesAlone()) {
      found.add(Shortcomings.NO_FREEZER);
    }
    if (!parts.containsKey("cpuacct")) {
      found.add(Shortcomings.NO_ACCOUNTING);
    } else if (!idleGroup.exists()) {
      found.add(Shortcomings.NO_IDLE_CLASS);
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    folders.close();
  }
}
