package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel tells about this process and the machine it is on.
 *
 * @param user the number of the effective user
 * @param mounts the lines of {@code /proc/self/mountinfo}
 * @param memberships the lines of {@code /proc/self/cgroup}
 * @param release its version, as {@code uname -r} tells it
 * @param abilities what it was built with
 */
record Kernel(
    String user,
    List<String> mounts,
    List<String> memberships,
    String release,
    Set<Ability> abilities) {
  /** What a kernel may have been built without. */
  enum Ability {
    /** Seccomp: {@code CONFIG_SECCOMP_FILTER}. */
    FILTERS_CALLS,
    /** The children of each process, in {@code /proc}: {@code CONFIG_PROC_CHILDREN}. */
    LISTS_CHILDREN
  }

  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

  Kernel {
    mounts = List.copyOf(mounts);
    memberships = List.copyOf(memberships);
    abilities = Set.copyOf(abilities);
  }

  static Kernel here() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    return new Kernel(
        effectiveUser(status),
        Files.readAllLines(Path.of("/proc/self/mountinfo")),
        Files.readAllLines(Path.of("/proc/self/cgroup")),
        System.getProperty("os.version", ""),
        abilities(status));
  }

  private static Set<Ability> abilities(List<String> status) {
    Set<Ability> abilities = EnumSet.noneOf(Ability.class);
    if (status.stream().anyMatch(line -> line.startsWith("Seccomp:"))) {
      abilities.add(Ability.FILTERS_CALLS);
    }
    if (Files.isReadable(Path.of("/proc/thread-self/children"))) {
      abilities.add(Ability.LISTS_CHILDREN);
    }
    return abilities;
  }

  private static String effectiveUser(List<String> status) throws IOException {
    for (String line : status) {
      if (line.startsWith("Uid:")) {
        return line.split("\\s+", -1)[2];
      }
    }
    throw new IOException("/proc/self/status names no user");
  }

  boolean has(Ability ability) {
    return abilities.contains(ability);
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

  /** Whether it is that version or newer; one whose version is no number counts as new. */
  boolean isAtLeast(int major, int minor) {
    Matcher version = VERSION.matcher(release);
    if (!version.lookingAt()) {
      return true;
    }
    int has = Integer.parseInt(version.group(1));
    return has > major || (has == major && Integer.parseInt(version.group(2)) >= minor);
  }
}
