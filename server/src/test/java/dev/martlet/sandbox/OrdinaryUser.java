package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Somebody without rights, to whom a whole data directory belongs. Tests run as root, so their
 * launcher becomes this user before it does anything: what it builds is what it builds for a
 * platform that is this user, too.
 */
final class OrdinaryUser {
  static final String NO_WALLS = "this machine keeps namespaces of users from ordinary users";
  private static final int NUMBER = 64_000;

  private OrdinaryUser() {}

  /** Whether this machine lets this user make a namespace of users, and mount in it. */
  static boolean mayBuildWalls() throws IOException, InterruptedException {
    String user = Integer.toString(NUMBER);
    return new ProcessBuilder(
                "setpriv",
                "--reuid",
                user,
                "--regid",
                user,
                "--clear-groups",
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "true")
            .start()
            .waitFor()
        == 0;
  }

  /** What the kernel tells a process of this user's. */
  static Kernel kernel() throws IOException {
    Kernel here = Kernel.here();
    return new Kernel(
        Integer.toString(NUMBER),
        here.mounts(),
        here.memberships(),
        here.release(),
        here.abilities());
  }

  /**
   * Runs the launcher as this user.
   *
   * @param directory where everything is made this user's own whenever a launcher starts
   */
  static Path launcher(Path directory) throws IOException {
    Path temporary = Instance.in(directory.resolve("run"), directory).temporary();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path launcher = Files.copy(Grounds.LAUNCHER, directory.resolve("launcher"));
    Path script = directory.resolve("launcher-as-ordinary-user");
    Files.writeString(
        script,
        """
        #!/bin/sh
        /bin/chown -R %1$d:%1$d '%2$s' '%4$s'/* 2>/dev/null
        exec /usr/bin/setpriv --reuid=%1$d --regid=%1$d --clear-groups '%3$s'
        """
            .formatted(NUMBER, directory, launcher, temporary));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }
}
