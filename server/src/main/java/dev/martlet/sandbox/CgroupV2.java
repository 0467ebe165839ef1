package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One sandbox's folder in the hierarchy of version 2. Its launcher stays outside, so that it is not
 * frozen with it and does not die of its lack of memory.
 */
final class CgroupV2 implements Cgroup {
  private static final String FREEZE = "cgroup.freeze";

  private final GroupFolder folder;
  private final ByteSize limit;
  private final IdleClass.Member idleClass;
  private final boolean peakIsKept;
  // The peak, or what is in use now where the kernel (before Linux 5.19) keeps none.
  private final NumberFile memory;
  private long most;

  /**
   * Takes over a folder that is there.
   *
   * @param limit of its memory
   */
  CgroupV2(Path folder, ByteSize limit, IdleClass.Member idleClass) throws IOException {
    this.folder = new GroupFolder(folder);
    this.limit = limit;
    this.idleClass = idleClass;
    this.peakIsKept = keepsPeak(folder);
    this.memory = new NumberFile(folder.resolve(peakIsKept ? "memory.peak" : "memory.current"));
  }

  /** Whether the kernel remembers the most memory that a group used. */
  static boolean keepsPeak(Path group) {
    return Files.exists(group.resolve("memory.peak"));
  }

  @Override
  public List<Path> entrances() {
    return List.of();
  }

  @Override
  public Optional<Path> birthplace() {
    return Optional.of(folder.path());
  }

  @Override
  public Optional<Freezer> freezer() {
    return Optional.empty();
  }

  @Override
  public void freeze() throws IOException {
    folder.writeIfThere(FREEZE, "1");
  }

  @Override
  public void thaw() throws IOException {
    folder.writeIfThere(FREEZE, "0");
  }

  @Override
  public void giveWay(boolean way) throws IOException {
    idleClass.giveWay(way);
  }

  @Override
  public ByteSize peakMemory() throws IOException {
    return new ByteSize(peakIsKept ? memory.read() : mostSeen());
  }

  // Whoever has met the limit has used all of it, whenever that was.
  private synchronized long mostSeen() throws IOException {
    boolean met = events().of("max") > 0;
    most = Math.max(most, met ? limit.bytes() : memory.read());
    return most;
  }

  @Override
  public Usage usage() throws IOException {
    long micros = Counts.read(folder.path().resolve("cpu.stat")).of("usage_usec");
    return new Usage(peakMemory(), events().of("oom_kill"), Duration.ofNanos(micros * 1000));
  }

  private Counts events() throws IOException {
    return Counts.read(folder.path().resolve("memory.events"));
  }

  @Override
  public int killAll() throws IOException {
    return folder.kill().size();
  }

  @Override
  public boolean remove() throws IOException {
    memory.close();
    idleClass.end();
    return folder.remove();
  }
}
