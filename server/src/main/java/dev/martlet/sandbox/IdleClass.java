package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Who gives way to whom in version 2, by the kernel's idle class, which groups have since Linux
 * 5.15. Nobody is moved, as in {@link IdleGroup}: memory stays with the group that it came from,
 * and so would its limit. While one sandbox gives way, all together do towards the rest of the
 * machine: else those that wake outside of all sandboxes, the platform first, would wait for its
 * turn to end. While none does, all together are as heavy as eight groups. Safe for all threads.
 */
final class IdleClass {
  private static final String IDLE = "cpu.idle";
  private static final String WEIGHT = "cpu.weight";

  // The platform's threads are weighed one by one, all sandboxes together as one group, and one
  // that was quiet begins with a small part of its weight: handlers waited tens of ms then.
  private static final String WEIGHT_OF_ALL = "800";

  private final Path together;
  private final Set<SandboxId> polite = new HashSet<>();
  // As it was written last.
  private boolean all;

  /**
   * Writes nothing yet.
   *
   * @param together the folder that all sandboxes are in
   */
  IdleClass(Path together) {
    this.together = together;
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
    Files.writeString(together.resolve(WEIGHT), WEIGHT_OF_ALL);
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
      put(together, now, WEIGHT_OF_ALL);
      all = now;
    }
  }

  private void put(Path group, boolean idle, String weight) throws IOException {
    Files.writeString(group.resolve(IDLE), idle ? "1" : "0");
    if (!idle) {
      Files.writeString(group.resolve(WEIGHT), weight); // which the kernel forgets meanwhile
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
