package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The control group of one sandbox. Safe for all threads. */
interface Cgroup {
  /**
   * Whether the kernel holds all that is inside together to its limits, and counts what it uses. If
   * not, the launcher does what it can.
   */
  default boolean bounds() {
    return true;
  }

  /**
   * Whether all that is inside dies if its launcher is killed. If not, it is the launcher that ends
   * them, when it is asked to.
   */
  default boolean diesWithLauncher() {
    return true;
  }

  /** The files into which the launcher writes 0 to enter; none if it stays outside. */
  List<Path> entrances();

  /**
   * The folder of the group that pid 1 is born in, if the launcher is to stay outside: where a
   * group has no entrance but one that takes the kernel's global lock, for milliseconds.
   */
  default Optional<Path> birthplace() {
    return Optional.empty();
  }

  /** Where pid 1 enters what can be frozen, if that is a group of its own. */
  Optional<Freezer> freezer();

  /** Stops every process inside until {@link #thaw}, as far as the kernel has a freezer. */
  void freeze() throws IOException;

  /** Lets them go on; no error if they are not frozen. */
  void thaw() throws IOException;

  /**
   * Whether its processes get the processor only while nobody else wants it, and give it up at
   * once. Where the kernel cannot, nothing changes.
   */
  void giveWay(boolean way) throws IOException;

  /** The most memory that was ever in use at once. */
  ByteSize peakMemory() throws IOException;

  /** What has happened in it. */
  Usage usage() throws IOException;

  /** Kills every process in it, frozen or not, as seen now; tells how many. */
  int killAll() throws IOException;

  /** Removes it; false if something in it still lives. Removing it twice is no error. */
  boolean remove() throws IOException;

  /**
   * The launcher stays outside of it, so that it can kill what is inside.
   *
   * @param entrance the file into which everybody else writes 0 to enter
   * @param state the file into which one writes {@code THAWED} so that a frozen process can die
   */
  record Freezer(Path entrance, Path state) {}

  /** Figures that stay true after the group is gone. */
  record Usage(ByteSize peakMemory, long oomKills, Duration cpu) {}
}
