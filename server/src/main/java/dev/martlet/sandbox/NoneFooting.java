package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * No wall, for machines that let nobody build one and owners who trust their functions: processes
 * with limits, a filter of system calls and, if the platform is root, a user each. Words take the
 * place of mounts ({@link Whereabouts}), a port of the machine's that of a network.
 */
record NoneFooting(Cgroups cgroups, Scratches scratches) implements Footing {
  // Since then a process can have many descriptors closed when it becomes another program.
  private static final int OLDEST_MAJOR = 5;
  private static final int OLDEST_MINOR = 11;

  static Survey survey(SandboxSettings settings, Kernel kernel) {
    if (!kernel.isAtLeast(OLDEST_MAJOR, OLDEST_MINOR)) {
      return new Survey.Unfit(
          "Functions are started by what Linux can do since %d.%d, and this is %s (`uname -r`): boot a newer kernel."
              .formatted(OLDEST_MAJOR, OLDEST_MINOR, kernel.release()));
    }
    if (!kernel.has(Kernel.Ability.LISTS_CHILDREN)) {
      return new Survey.Unfit(
          "isolation is none, and processes that no namespace holds together are found by their parents, whose children this kernel does not list (`cat /proc/thread-self/children` finds no file): boot one with CONFIG_PROC_CHILDREN, as every distribution's is.");
    }
    Optional<Path> closed =
        kernel.isRoot()
            ? Passage.closed(settings.launcher()).or(() -> Passage.closed(data(settings)))
            : Optional.empty();
    return closed.isPresent()
        ? new Survey.Unfit(
            "isolation is none, and each function has a user of its own, to whom %s is closed: keep product and data below folders that all may enter, or start the platform as another user."
                .formatted(closed.get()))
        : new Survey.Fit(
            instance ->
                new NoneFooting(
                    new NoCgroups(
                        kernel.isRoot()
                            ? Shortcomings.LEVEL_NONE_AS_ROOT
                            : Shortcomings.LEVEL_NONE_AS_USER,
                        false),
                    TemporaryFolders.in(instance.temporary())));
  }

  private static Path data(SandboxSettings settings) {
    Path data = settings.runDirectory().getParent();
    return data == null ? settings.runDirectory() : data;
  }

  @Override
  public Isolation.Level level() {
    return Isolation.Level.NONE;
  }

  @Override
  public PortListener listener(int port, int user) throws IOException {
    return HostListener.open();
  }

  @Override
  public SandboxSpec asFound(SandboxSpec spec, Scratch scratch, Optional<PortListener> listener) {
    return Whereabouts.of(spec, scratch, listener).in(spec);
  }

  @Override
  public String explain(String refusal) {
    return "This machine does not run functions even without a wall: " + refusal + ".";
  }
}
