package dev.martlet.app;

import com.sun.management.OperatingSystemMXBean;
import dev.martlet.cli.remote.DataDirectory;
import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What defaults depend on.
 *
 * @param memory the machine's RAM
 * @param cores processors this process may use
 * @param root whether this process runs as root
 * @param home the user's home directory
 * @param architecture AWS's name of the processor's: {@code x86_64} or {@code arm64}
 * @param boot the kernel's name of the time since the machine was switched on
 */
record Machine(
    ByteSize memory, int cores, boolean root, Path home, String architecture, String boot) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  static Machine here() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        new ByteSize(system.getTotalMemorySize()),
        Runtime.getRuntime().availableProcessors(),
        "root".equals(System.getProperty("user.name")),
        DataDirectory.home(System.getenv()),
        System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "x86_64",
        bootId());
  }

  private static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException hidden) {
      return UUID.randomUUID().toString(); // as good as a new boot: nothing old is trusted
    }
  }
}
