package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
