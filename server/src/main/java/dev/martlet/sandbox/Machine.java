package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel tells about this process and the machine it is on.
 *
 * @param user the number of the effective user
 * @param mounts the lines of {@code /proc/self/mountinfo}
 * @param memberships the lines of {@code /proc/self/cgroup}
 */
record Machine(
    String user,
    List<String> mounts,
    List<String> memberships,
    String kernel,
    boolean filtersCalls) {
  // What may forbid namespaces of users: AppArmor in Ubuntu, Debian's own, everybody's.
  private static final List<String> KEEPERS =
      List.of(
          "kernel/apparmor_restrict_unprivileged_userns",
          "kernel/unprivileged_userns_clone",
          "user/max_user_namespaces");
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

  Machine {
    mounts = List.copyOf(mounts);
    memberships = List.copyOf(memberships);
  }

  static Machine here() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    return new Machine(
        effectiveUser(status),
        Files.readAllLines(Path.of("/proc/self/mountinfo")),
        Files.readAllLines(Path.of("/proc/self/cgroup")),
        System.getProperty("os.version", ""),
        status.stream().anyMatch(line -> line.startsWith("Seccomp:")));
  }

  private static String effectiveUser(List<String> status) throws IOException {
    for (String line : status) {
      if (line.startsWith("Uid:")) {
        return line.split("\\s+", -1)[2];
      }
    }
    throw new IOException("/proc/self/status names no user");
  }

  boolean isRoot() {
    return user.equals("0");
  }

  /** Where sockets may lie whose path in the data directory would be too long. */
  Path folderForSockets() {
    Path own = Path.of("/run/user", user);
    if (isRoot()) {
      return Path.of("/run");
    }
    return Files.isWritable(own) ? own : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Why functions cannot be confined at that level by this user; empty if they may be. */
  Optional<String> whyNot(Isolation.Level level) {
    return switch (level) {
      case ROOT ->
          isRoot()
              ? Optional.empty()
              : Optional.of(
                  "isolation is root, and this process runs as user "
                      + user
                      + ": start it as root, or let isolation be auto.");
      case USER ->
          isRoot()
              ? Optional.of(
                  "isolation is user, and this process runs as root, whose functions would be root's,"
                      + " too: start it as another user, or let isolation be auto.")
              : Optional.empty();
      case NONE ->
          Optional.of(
              "isolation is none, and functions without any wall are not run yet: let isolation be"
                  + " auto.");
    };
  }

  /** What to tell the operator when the launcher failed in what it is there for. */
  String refused(String message) {
    return isRoot()
        ? "This machine does not let us confine functions: "
            + message
            + ". Inside a container it takes all privileges (`--privileged`)."
        : "This machine does not let user "
            + user
            + " confine functions: "
            + message
            + ". "
            + whoKeepsNamespaces()
            + " Or start the platform as root.";
  }

  private static String whoKeepsNamespaces() {
    return KEEPERS.stream()
        .flatMap(setting -> kept(setting).stream())
        .findFirst()
        .orElse("Containers usually keep user namespaces from their processes.");
  }

  private static Optional<String> kept(String setting) {
    try {
      String value = Files.readString(Path.of("/proc/sys", setting)).strip();
      String name = setting.replace('/', '.');
      return value.equals(setting.contains("restrict") ? "1" : "0")
          ? Optional.of(
              "User namespaces are kept from ordinary users by `sysctl %s`, which is %s: change it."
                  .formatted(name, value))
          : Optional.empty();
    } catch (IOException noSuchSetting) {
      return Optional.empty();
    }
  }

  /** Whether the kernel is that version or newer; one whose version is no number counts as new. */
  boolean kernelIsAtLeast(int major, int minor) {
    Matcher version = VERSION.matcher(kernel);
    if (!version.lookingAt()) {
      return true;
    }
    int has = Integer.parseInt(version.group(1));
    return has > major || (has == major && Integer.parseInt(version.group(2)) >= minor);
  }
}
