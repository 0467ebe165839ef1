package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds the group of version 2 below which sandboxes can have theirs, and prepares it. Below a
 * group that processes are in, the kernel gives no controllers to any other; only the hierarchy's
 * root is exempt. So where this process is alone in its group, as a service of systemd is, it moves
 * down into one beside the sandboxes'; where it is not, as in a terminal, sandboxes live below the
 * root, and nobody else is moved.
 */
final class Delegation {
  /** The group that this process moves into. */
  static final String SERVER = "martlet-server";

  private static final String INSIDE = "cgroup.procs";
  private static final String GIVEN = "cgroup.subtree_control";

  private final CgroupLayout.Version2 layout;
  private final long self;

  /**
   * Does nothing yet.
   *
   * @param self the number of this process
   */
  Delegation(CgroupLayout.Version2 layout, long self) {
    this.layout = layout;
    this.self = self;
  }

  /** What came of it. */
  sealed interface Result {
    /**
     * Groups below it can have all controllers.
     *
     * @param parent its folder
     */
    record Granted(Path parent) implements Result {}

    /** With a sentence for the operator. */
    record Refused(String message) implements Result {}
  }

  Result prepare() {
    try {
      List<String> missing = absent(layout.root(), "cgroup.controllers");
      if (!missing.isEmpty()) {
        return new Result.Refused(missing(missing));
      }
      return grant(parent());
    } catch (IOException failure) {
      return new Result.Refused(
          "The control groups in " + layout.root() + " cannot be read: " + failure);
    }
  }

  private String missing(List<String> controllers) {
    return "Functions need the control group controllers memory, pids and cpu, and version 2 has no "
        + String.join(", ", controllers)
        + " here. To check, run `cat "
        + layout.root().resolve("cgroup.controllers")
        + "`: it must name all three. The kernel's parameters (`cat /proc/cmdline`) may switch one"
        + " off, as cgroup_disable=memory does, and a container gets only what is given to it.";
  }

  private Path parent() throws IOException {
    Path own = layout.own();
    if (layout.configured().isPresent()) {
      return layout.configured().get();
    }
    Path above = own.getParent();
    if (own.endsWith(SERVER) && above != null) {
      return above; // this process, or the one that started it, has moved before
    }
    return isRoot(own) || isAlone(own) ? own : layout.root();
  }

  // The root of all has no type, whereas that of a container is a group like any other.
  private static boolean isRoot(Path group) {
    return !Files.exists(group.resolve("cgroup.type"));
  }

  private boolean isAlone(Path group) throws IOException {
    return Files.readAllLines(group.resolve(INSIDE)).equals(List.of(Long.toString(self)));
  }

  private Result grant(Path parent) {
    try {
      Files.createDirectories(parent);
      if (parent.equals(layout.own()) && !isRoot(parent)) {
        Path server = Files.createDirectories(parent.resolve(SERVER));
        Files.writeString(server.resolve(INSIDE), Long.toString(self), StandardOpenOption.WRITE);
      }
      Deque<Path> way = new ArrayDeque<>();
      for (Path group = parent;
          group != null && group.startsWith(layout.root());
          group = group.getParent()) {
        way.push(group);
      }
      for (Path group : way) {
        enable(group);
      }
      return new Result.Granted(parent);
    } catch (IOException failure) {
      return new Result.Refused(refused(parent, failure));
    }
  }

  private static String refused(Path parent, IOException failure) {
    return "Sandboxes get no control groups below "
        + parent
        + ": "
        + failure.getMessage()
        + ". Where other processes are in that group (`cat "
        + parent.resolve(INSIDE)
        + "`), or it is not ours to change, start the platform as a service with `Delegate=yes`, by"
        + " `systemd-run --scope -p Delegate=yes`, as the first process of its container, or name"
        + " another group by cgroup.parent.";
  }

  /** Gives a group's children all required controllers; writes nothing if they have them. */
  static void enable(Path group) throws IOException {
    List<String> absent = absent(group, GIVEN);
    if (!absent.isEmpty()) {
      Files.writeString(
          group.resolve(GIVEN), "+" + String.join(" +", absent), StandardOpenOption.WRITE);
    }
  }

  private static List<String> absent(Path group, String list) throws IOException {
    List<String> present =
        Arrays.asList(Files.readString(group.resolve(list)).strip().split(" ", -1));
    return CgroupLayout.REQUIRED.stream().filter(name -> !present.contains(name)).toList();
  }
}
