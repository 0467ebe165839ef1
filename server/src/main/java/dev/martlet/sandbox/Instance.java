package dev.martlet.sandbox;

import dev.martlet.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/**
 * What belongs to the sandboxes of one data directory, and to no others on the machine.
 *
 * @param name of its control groups
 * @param run the private folder for what has to be found again after a crash
 * @param root the empty folder on which each launcher mounts its sandbox's root, for itself
 * @param socket where launchers knock
 * @param temporary a folder among the machine's own temporary ones, which is not made
 * @param users that it gives to sandboxes
 */
record Instance(String name, Path run, Path root, Path socket, Path temporary, UserIds users) {
  // Above the ranges that distributions and systemd give away, below 2^31.
  private static final int FIRST_USER = 1_900_000_000;
  private static final int USERS = 4096;
  private static final int RANGES = 16_384;
  // Below what systemd gives away, for containers in which no more than 65,536 users exist.
  private static final int FIRST_OF_FEW = 53_248;
  private static final int LONGEST_SOCKET_PATH = 107;

  /**
   * Makes its folders.
   *
   * @param elsewhere a folder for the socket, if its path below {@code run} were too long
   */
  static Instance in(Path run, Path elsewhere) throws IOException {
    privateFolder(run);
    byte[] digest =
        Digest.sha256().digest(run.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
    String name = "martlet-" + HexFormat.of().formatHex(digest, 0, 6);
    int range = ((digest[6] & 0xff) << 8 | (digest[7] & 0xff)) % RANGES;
    return new Instance(
        name,
        run,
        privateFolder(run.resolve("root")),
        socket(run, elsewhere.resolve(name)),
        Path.of(System.getProperty("java.io.tmpdir"), name + "-tmp"),
        new UserIds(exists(FIRST_USER) ? FIRST_USER + range * USERS : FIRST_OF_FEW, USERS));
  }

  // Lines of the first user that exists here, whom it stands for outside, and how many follow.
  private static boolean exists(int user) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/uid_map"))) {
      String[] numbers = line.strip().split("\\s+", -1);
      long first = Long.parseLong(numbers[0]);
      if (first <= user && user < first + Long.parseLong(numbers[2])) {
        return true;
      }
    }
    return false;
  }

  // A Unix socket's path is at most 107 bytes, which a deep data directory exceeds.
  private static Path socket(Path run, Path elsewhere) throws IOException {
    Path inside = run.resolve("launchers");
    if (inside.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH) {
      return inside;
    }
    if (Files.isSymbolicLink(elsewhere)) {
      throw new IOException(elsewhere + " is a link, which somebody else may have put there");
    }
    return privateFolder(elsewhere).resolve("launchers");
  }

  private static Path privateFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  /** Removes what a killed process left of it, whatever its level was, and tells how many files. */
  int sweep() throws IOException {
    TemporaryFolders.sweep(temporary);
    return (Files.deleteIfExists(socket) ? 1 : 0) + RelayListener.removeLeftovers(socket);
  }
}
