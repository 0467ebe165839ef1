package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The group of version 1 for those that give way, beside that of all sandboxes: the kernel's idle
 * class, which groups have since Linux 5.15. All who are in it weigh together no more than one of
 * them would, and nobody else is in it: a sandbox in the idle class among others makes these wait
 * for the kernel's next tick now and then, though they go first. Safe for all threads.
 */
final class IdleGroup {
  private static final String IDLE = "cpu.idle";
  private static final String SHARES = "cpu.shares";
  private static final String INSIDE = "cgroup.procs";
  private static final List<String> LIMITS =
      List.of(SHARES, "cpu.cfs_period_us", "cpu.cfs_quota_us");

  // The platform's threads are weighed one by one, all sandboxes together as one group, and one
  // that was quiet begins with a small part of its weight: handlers waited tens of ms then.
  private static final int SHARES_OF_ALL = 8 * 1024;

  private static final int ROUNDS = 10;

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

  /** Whether sandboxes can give way: the kernel has an idle class for groups. */
  boolean exists() {
    return free && Files.exists(together.resolve(IDLE));
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
      if (way) {
        make();
        move(usual, idle);
      } else if (Files.exists(idle)) {
        move(idle, usual);
      }
    }

    private void make() throws IOException {
      if (Files.exists(idle)) {
        return;
      }
      Files.createDirectory(idle);
      try {
        for (String limit : LIMITS) {
          if (Files.exists(usual.resolve(limit))) {
            Files.writeString(idle.resolve(limit), Files.readString(usual.resolve(limit)).strip());
          }
        }
      } catch (IOException failure) {
        Files.delete(idle);
        throw failure;
      }
    }

    /** The folders in which it is counted what it uses, until its end. */
    synchronized List<Path> folders() {
      return Files.exists(idle) ? List.of(usual, idle) : List.of(usual);
    }

    /** Removes its group here; false if something in it still lives. */
    synchronized boolean end() throws IOException {
      over = true;
      return new GroupFolder(idle).remove();
    }
  }

  // Again while there are others, because whoever is still here may have started something.
  private static void move(Path from, Path to) throws IOException {
    List<String> before = List.of();
    List<String> inside = Files.readAllLines(from.resolve(INSIDE));
    for (int round = 0; round < ROUNDS && !inside.equals(before); round++) {
      for (String process : inside) {
        enter(to, process);
      }
      before = inside;
      inside = Files.readAllLines(from.resolve(INSIDE));
    }
  }

  private static void enter(Path group, String process) throws IOException {
    try {
      Files.writeString(group.resolve(INSIDE), process);
    } catch (IOException failure) {
      if (!"No such process".equals(failure.getMessage())) {
        throw failure;
      }
    }
  }
}
