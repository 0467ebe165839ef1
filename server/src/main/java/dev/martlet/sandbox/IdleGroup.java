package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The group of version 1 for those that give way, beside that of all sandboxes: the kernel's idle
 * class, which groups have since Linux 5.15. All who are in it weigh together no more than one of
 * them would, and nobody else is in it: a sandbox in the idle class among others makes these wait
 * for the kernel's next tick now and then, though they go first. Who cannot be moved, or runs away
 * from it, gives way where it is. Safe for all threads.
 */
final class IdleGroup {
  private static final String IDLE = "cpu.idle";
  private static final String SHARES = "cpu.shares";
  private static final String PERIOD = "cpu.cfs_period_us";
  private static final String QUOTA = "cpu.cfs_quota_us";
  private static final String INSIDE = "cgroup.procs";

  // The platform's threads are weighed one by one, all sandboxes together as one group, and one
  // that was quiet begins with a small part of its weight: handlers waited tens of ms then.
  private static final int SHARES_OF_ALL = 8 * 1024;

  private static final long LEAST_QUOTA = 1_000; // the kernel's

  // To move a process takes a lock of the kernel that whoever starts one waits for.
  private static final int MOST_MOVED = 64;
  private static final int ROUNDS = 5;

  private final Path together;
  private final Path apart;
  private final boolean free;

  /**
   * Writes nothing yet.
   *
   * @param together the folder that all other sandboxes are in
   * @param apart the folder of this group
   * @param free whether who moves leaves no limits behind but those that are taken along
   */
  IdleGroup(Path together, Path apart, boolean free) {
    this.together = together;
    this.apart = apart;
    this.free = free;
  }

  /** Whether the kernel has an idle class for groups. */
  boolean exists() {
    return Files.exists(together.resolve(IDLE));
  }

  /** To be called when both folders are there. Puts right what an earlier release may have left. */
  void begin() throws IOException {
    if (exists()) {
      Files.writeString(together.resolve(IDLE), "0");
      Files.writeString(apart.resolve(IDLE), "1");
    }
    Files.writeString(together.resolve(SHARES), Integer.toString(SHARES_OF_ALL));
  }

  /** How one sandbox, which has its limits, enters and leaves it. */
  Member member(SandboxId id) {
    return new Member(together.resolve(id.value()), apart.resolve(id.value()));
  }

  /** One sandbox, in it or not. */
  final class Member {
    private final Path usual;
    private final Path idle;
    // Read before they are changed for the first time.
    private String shares = "";
    private OptionalLong quota = OptionalLong.empty();
    private boolean over;

    private Member(Path usual, Path idle) {
      this.usual = usual;
      this.idle = idle;
    }

    // Not beside the end, which would leave a group behind.
    synchronized void giveWay(boolean way) throws IOException {
      if (over || !exists()) {
        return;
      }
      if (shares.isEmpty()) {
        shares = Files.readString(usual.resolve(SHARES)).strip();
        quota = quota(usual.resolve(QUOTA));
      }
      Files.writeString(usual.resolve(IDLE), way ? "1" : "0");
      if (way && free) {
        make();
        move(usual, idle);
      } else if (!way) {
        Files.writeString(usual.resolve(SHARES), shares); // which the kernel forgets meanwhile
        move(idle, usual);
      }
    }

    private void make() throws IOException {
      if (Files.exists(idle)) {
        return;
      }
      Files.createDirectory(idle);
      Files.writeString(idle.resolve(SHARES), shares);
      if (quota.isPresent()) {
        Files.writeString(idle.resolve(PERIOD), Files.readString(usual.resolve(PERIOD)).strip());
      }
    }

    private void move(Path from, Path to) throws IOException {
      if (!Files.exists(idle)) {
        return;
      }
      try {
        IdleGroup.move(from, to);
      } finally {
        divideQuota();
      }
    }

    // It has no more than one, in however many groups it is.
    private void divideQuota() throws IOException {
      if (quota.isPresent()) {
        boolean inBoth = !inside(usual).isEmpty() && !inside(idle).isEmpty();
        String each = Long.toString(Math.max(LEAST_QUOTA, quota.getAsLong() / (inBoth ? 2 : 1)));
        Files.writeString(usual.resolve(QUOTA), each);
        Files.writeString(idle.resolve(QUOTA), each);
      }
    }

    /** The folders in which it is counted what it uses, until its end. */
    synchronized List<Path> folders() {
      return Files.exists(idle) ? List.of(usual, idle) : List.of(usual);
    }

    /** To be called once its usual group is gone; false if something in it still lives. */
    synchronized boolean end() throws IOException {
      over = true;
      return new GroupFolder(idle).remove();
    }
  }

  private static OptionalLong quota(Path file) throws IOException {
    long micros = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : -1;
    return micros < 0 ? OptionalLong.empty() : OptionalLong.of(micros);
  }

  private static List<String> inside(Path group) throws IOException {
    return Files.readAllLines(group.resolve(INSIDE));
  }

  // Again while there are any, because whoever was still there may have started something.
  private static void move(Path from, Path to) throws IOException {
    List<String> inside = inside(from);
    for (int round = 0; round < ROUNDS && !inside.isEmpty(); round++) {
      if (inside.size() > MOST_MOVED) {
        return;
      }
      boolean last = round == ROUNDS - 1;
      for (String process : inside) {
        enter(to, process, from, last);
      }
      inside = inside(from);
    }
  }

  // Somebody else may have its number by now. Before Linux 6.1 a process that starts a thread just
  // then is refused.
  private static void enter(Path to, String process, Path from, boolean last) throws IOException {
    try {
      if (isIn(process, from)) {
        Files.writeString(to.resolve(INSIDE), process);
      }
    } catch (IOException failure) {
      if (last && Files.exists(Path.of("/proc", process))) {
        throw failure;
      }
    }
  }

  private static boolean isIn(String process, Path group) throws IOException {
    int names = group.getNameCount();
    String place = "/" + group.subpath(names - 2, names);
    return Files.readAllLines(Path.of("/proc", process, "cgroup")).stream()
        .anyMatch(line -> line.endsWith(place));
  }
}
