package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel tells about this process and the machine it is on.
 *
 * @param user the number of the effective user
 * @param mounts the lines of {@code /proc/self/mountinfo}
 * @param memberships the lines of {@code /proc/self/cgroup}
 */
record Machine(String user, List<String> mounts, List<String> memberships) {
  Machine {
    mounts = List.copyOf(mounts);
    memberships = List.copyOf(memberships);
  }

  static Machine here() throws IOException {
    return new Machine(
        effectiveUser(),
        Files.readAllLines(Path.of("/proc/self/mountinfo")),
        Files.readAllLines(Path.of("/proc/self/cgroup")));
  }

  private static String effectiveUser() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("Uid:")) {
        return line.split("\\s+", -1)[2];
      }
    }
    throw new IOException("/proc/self/status names no user");
  }
}
