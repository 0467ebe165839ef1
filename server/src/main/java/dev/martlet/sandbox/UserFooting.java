package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Namespaces that belong to a namespace of users, for a platform that is an ordinary user: the
 * launcher watches memory and hands connections on, and {@code /tmp} is in memory.
 *
 * @param door beside which connections are handed on
 */
record UserFooting(Kernel kernel, Cgroups cgroups, Scratches scratches, Path door)
    implements Footing {
  // Since then processes are counted for each namespace of users.
  private static final int OLDEST_MAJOR = 5;
  private static final int OLDEST_MINOR = 14;
  // What may forbid namespaces of users: AppArmor in Ubuntu, Debian's own, everybody's.
  private static final List<String> KEEPERS =
      List.of(
          "kernel/apparmor_restrict_unprivileged_userns",
          "kernel/unprivileged_userns_clone",
          "user/max_user_namespaces");

  UserFooting(Kernel kernel, Path door) {
    this(
        kernel,
        new NoCgroups(Shortcomings.LEVEL_USER, true),
        new Scratches.Given(Scratches::inMemory, Optional.of("one on a disk takes root's rights.")),
        door);
  }

  static Survey survey(Kernel kernel) {
    if (kernel.isRoot()) {
      return new Survey.Unfit(
          "isolation is user, and this process runs as root, whose functions would be root's,"
              + " too: start it as another user, or let isolation be auto.");
    }
    if (!kernel.isAtLeast(OLDEST_MAJOR, OLDEST_MINOR)) {
      return new Survey.Unfit(
          "Without root, functions are confined by what Linux can do since %d.%d, and this is %s (`uname -r`): boot a newer kernel, or start the platform as root."
              .formatted(OLDEST_MAJOR, OLDEST_MINOR, kernel.release()));
    }
    return new Survey.Fit(instance -> new UserFooting(kernel, instance.socket()));
  }

  @Override
  public Isolation.Level level() {
    return Isolation.Level.USER;
  }

  @Override
  public PortListener listener(int port, int user) throws IOException {
    return RelayListener.open(door, user);
  }

  @Override
  public String explain(String refusal) {
    return "This machine does not let user "
        + kernel.user()
        + " confine functions: "
        + refusal
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
}
