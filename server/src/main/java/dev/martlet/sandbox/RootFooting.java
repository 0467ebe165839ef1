package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that the kernel has, for a platform that is root: control groups, disks, and our listeners
 * inside the sandboxes' networks.
 */
record RootFooting(Cgroups cgroups, Scratches scratches, NamespaceListeners listeners)
    implements Footing {
  // Since then mounts are made read-only before they are attached.
  private static final int OLDEST_MAJOR = 5;
  private static final int OLDEST_MINOR = 12;

  /** Makes the driver of control groups. */
  private interface Driver {
    Cgroups of(String instance, Path record);
  }

  static Survey survey(SandboxSettings settings, Kernel kernel) {
    if (!kernel.isRoot()) {
      return new Survey.Unfit(
          "isolation is root, and this process runs as user "
              + kernel.user()
              + ": start it as root, or let isolation be auto.");
    }
    if (!kernel.isAtLeast(OLDEST_MAJOR, OLDEST_MINOR)) {
      return new Survey.Unfit(
          "Functions are confined by what Linux can do since %d.%d, and this is %s (`uname -r`): boot a newer kernel."
              .formatted(OLDEST_MAJOR, OLDEST_MINOR, kernel.release()));
    }
    Optional<ByteSize> disk = settings.temporaryDisk();
    return switch (CgroupLayout.of(
        kernel.mounts(), kernel.memberships(), settings.cgroupParent())) {
      case CgroupLayout.Missing(List<String> controllers) -> new Survey.Unfit(missing(controllers));
      case CgroupLayout.Version1 layout ->
          fit(disk, (name, record) -> new CgroupsV1(layout, name, record));
      case CgroupLayout.Version2 layout ->
          switch (new Delegation(layout, ProcessHandle.current().pid()).prepare()) {
            case Delegation.Result.Refused(String message) -> new Survey.Unfit(message);
            case Delegation.Result.Granted(Path parent) ->
                fit(disk, (name, record) -> new CgroupsV2(parent, name, record));
          };
    };
  }

  private static Survey fit(Optional<ByteSize> disk, Driver driver) {
    return new Survey.Fit(
        instance ->
            new RootFooting(
                driver.of(instance.name(), instance.run().resolve("cgroups")),
                new DiskPool(instance.run(), disk),
                new NamespaceListeners()));
  }

  private static String missing(List<String> controllers) {
    String lack =
        controllers.equals(CgroupLayout.REQUIRED)
            ? "none of them is mounted here"
            : "here version 1 has some, but not " + String.join(", ", controllers);
    return "Functions need the control group controllers memory, pids and cpu, all in version 1 or all"
        + " in version 2, and "
        + lack
        + ". To check, run `grep cgroup /proc/mounts`. A machine with systemd has all in version 2 if"
        + " its kernel is booted with `systemd.unified_cgroup_hierarchy=1`.";
  }

  @Override
  public Isolation.Level level() {
    return Isolation.Level.ROOT;
  }

  @Override
  public PortListener listener(int port, int user) {
    return listeners.listener(port);
  }

  @Override
  public String explain(String refusal) {
    return "This machine does not let us confine functions: "
        + refusal
        + ". Inside a container it takes all privileges (`--privileged`).";
  }

  @Override
  public void close() throws IOException {
    listeners.close();
    Footing.super.close();
  }
}
