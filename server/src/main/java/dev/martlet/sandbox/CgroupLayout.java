package dev.martlet.sandbox;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which version of the kernel's control groups each controller has, and where this process is in
 * them. Read from the mount table because hybrid machines exist.
 */
sealed interface CgroupLayout {
  /** What every sandbox needs. */
  List<String> REQUIRED = List.of("memory", "pids", "cpu");

  /** What a sandbox uses where it exists. */
  List<String> WELCOME = List.of("cpuacct", "freezer");

  /**
   * All required controllers are version 1.
   *
   * @param parents by controller, the folder under which sandboxes get theirs
   */
  record Version1(Map<String, Path> parents) implements CgroupLayout {
    public Version1 {
      parents = Map.copyOf(parents);
    }
  }

  /**
   * No required controller is version 1, and there is a hierarchy of version 2, which may have
   * them.
   *
   * @param root the folder of all that this process can see of the hierarchy
   * @param own the folder of the group that this process is in
   * @param configured the folder under which sandboxes are to get theirs, if that is set
   */
  record Version2(Path root, Path own, Optional<Path> configured) implements CgroupLayout {}

  /** Some required controllers have no hierarchy that could be used. */
  record Missing(List<String> controllers) implements CgroupLayout {
    public Missing {
      controllers = List.copyOf(controllers);
    }
  }

  /**
   * Decides from what the kernel tells.
   *
   * @param mounts the lines of {@code /proc/self/mountinfo}
   * @param memberships the lines of {@code /proc/self/cgroup}
   * @param parent the configured parent, if any
   */
  static CgroupLayout of(List<String> mounts, List<String> memberships, Optional<String> parent) {
    Map<String, String> own = memberships(memberships);
    Map<String, Path> parents = new HashMap<>();
    Optional<Version2> version2 = Optional.empty();
    for (String line : mounts) {
      Mount mount = Mount.parse(line);
      if (mount.type().equals("cgroup")) {
        mount.options().stream()
            .filter(option -> REQUIRED.contains(option) || WELCOME.contains(option))
            .forEach(
                controller ->
                    parents.putIfAbsent(
                        controller,
                        mount.folder(parent.orElse(own.getOrDefault(controller, "/")))));
      } else if (mount.type().equals("cgroup2") && version2.isEmpty()) {
        Path group = mount.folder(own.getOrDefault("", "/"));
        version2 = Optional.of(new Version2(mount.point(), group, parent.map(mount::folder)));
      }
    }
    List<String> missing = REQUIRED.stream().filter(name -> !parents.containsKey(name)).toList();
    if (missing.isEmpty()) {
      return new Version1(parents);
    }
    return missing.equals(REQUIRED) && version2.isPresent() ? version2.get() : new Missing(missing);
  }

  private static Map<String, String> memberships(List<String> lines) {
    Map<String, String> own = new HashMap<>();
    for (String line : lines) {
      String[] parts = line.split(":", 3);
      for (String controller : parts[1].split(",", -1)) {
        own.put(controller, parts[2]);
      }
    }
    return own;
  }

  /** One line of the mount table, in so far as it matters here. */
  record Mount(String root, Path point, String type, Set<String> options) {
    static Mount parse(String line) {
      String[] halves = line.split(" - ", 2);
      String[] place = halves[0].split(" ", -1);
      String[] kind = halves[1].split(" ", -1);
      return new Mount(
          unescape(place[3]),
          Path.of(unescape(place[4])),
          kind[0],
          Set.copyOf(Arrays.asList(kind[2].split(",", -1))));
    }

    // In a container the mount may show only a part of the hierarchy, named by its root; a group
    // outside of that part begins with two dots.
    Path folder(String group) {
      String visible = group.startsWith("/..") ? "/" : group;
      if (!root.equals("/")) {
        visible = group.startsWith(root) ? group.substring(root.length()) : "/";
      }
      return point.resolve(visible.replaceFirst("^/+", "")).normalize();
    }

    private static String unescape(String text) {
      return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
  }
}
