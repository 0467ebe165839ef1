package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The control group of one sandbox. Safe for all threads. */
interface Cgroup {
  /** The files into which a process writes 0 to enter. */
  List<Path> entrances();

  /** The most memory that was ever in use at once. */
  ByteSize peakMemory() throws IOException;

  /** What has happened in it. */
  Usage usage() throws IOException;

  /** Kills every process in it, as seen now; tells how many. */
  int killAll() throws IOException;

  /** Removes it; false if something in it still lives. Removing it twice is no error. */
  boolean remove() throws IOException;

  /** Figures that stay true after the group is gone. */
  record Usage(ByteSize peakMemory, long oomKills, Duration cpu) {}
}
