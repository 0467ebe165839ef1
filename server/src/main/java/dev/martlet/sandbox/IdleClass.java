package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Who gives way to whom, by the kernel's idle class, which the cpu controllers of both versions
 * have since Linux 5.15. While one sandbox gives way, all together do towards the rest of the
 * machine: else those that wake outside of all sandboxes, the platform first, would wait for its
 * turn to end. While none does, all together are as heavy as eight groups. Safe for all threads.
 */
final class IdleClass {
  private static final String IDLE = "cpu.idle";

  // The platform's threads are weighed one by one, all sandboxes together as one group, and one
  // that was quiet begins with a small part of its weight: handlers waited tens of ms then.
  private static final int TIMES_AS_HEAVY = 8;

  private final Path together;
  private final String weights;
  private final String weightOfAll;
  private final Set<SandboxId> polite = new HashSet<>();
  // As it was written last.
  private boolean all;

  /**
   * Writes nothing yet.
   *
   * @param together the folder that all sandboxes are in
   * @param weights the name of the file that holds a group's weight
   * @param usual the weight that the kernel gives a group
   */
  IdleClass(Path together, String weights, int usual) {
    this.together = together;
    this.weights = weights;
    this.weightOfAll = Integer.toString(TIMES_AS_HEAVY * usual);
  }

  /** Whether the kernel has an idle class for groups. */
  boolean exists() {
    return Files.exists(together.resolve(IDLE));
  }

  /** Puts right what a killed process may have left. */
  void begin() throws IOException {
    if (exists()) {
      Files.writeString(together.resolve(IDLE), "0");
    }
    Files.writeString(together.resolve(weights), weightOfAll);
  }

  /** How one sandbox enters and leaves it. */
  Member member(SandboxId id, Path folder, int weight) {
    return new Member(id, folder, Integer.toString(weight));
  }

  private synchronized void give(SandboxId id, boolean way) throws IOException {
    if (way) {
      polite.add(id);
    } else {
      polite.remove(id);
    }
    boolean now = !polite.isEmpty();
    if (all != now) {
      put(together, now, weightOfAll);
      all = now;
    }
  }

  private void put(Path group, boolean idle, String weight) throws IOException {
    Files.writeString(group.resolve(IDLE), idle ? "1" : "0");
    if (!idle) {
      Files.writeString(group.resolve(weights), weight); // which the kernel forgets meanwhile
    }
  }

  /** One sandbox, in it or not. */
  final class Member {
    private final SandboxId id;
    private final Path folder;
    private final String weight;
    private boolean over;

    private Member(SandboxId id, Path folder, String weight) {
      this.id = id;
      this.folder = folder;
      this.weight = weight;
    }

    // Not beside the end, which would leave behind that all sandboxes give way for this one.
    synchronized void giveWay(boolean way) throws IOException {
      if (over || !Files.exists(folder.resolve(IDLE))) {
        return;
      }
      put(folder, way, weight);
      give(id, way);
    }

    /** To be called before its group is removed. */
    synchronized void end() throws IOException {
      over = true;
      give(id, false);
    }
  }
}
