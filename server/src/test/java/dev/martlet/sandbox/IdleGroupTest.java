package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written, on files that stand for the kernel's. */
class IdleGroupTest {
  private static final SandboxId ONE = new SandboxId("one");

  @TempDir Path directory;

  private Path together;
  private Path apart;
  private Path one;

  @BeforeEach
  void mount() throws IOException {
    together = Files.createDirectory(directory.resolve("together"));
    apart = Files.createDirectory(directory.resolve("apart"));
    Files.createFile(together.resolve("cpu.idle"));
    one = Files.createDirectory(together.resolve("one"));
    Files.writeString(one.resolve("cpu.shares"), "128\n");
    Files.createFile(one.resolve("cgroup.procs"));
  }

  private IdleGroup group(boolean free) throws IOException {
    IdleGroup group = new IdleGroup(together, apart, free);
    group.begin();
    return group;
  }

  @Test
  void allTogetherAreEightTimesAsHeavyAsAnotherGroup() throws IOException {
    group(true);
    assertThat(together.resolve("cpu.shares")).hasContent("8192");
    assertThat(together.resolve("cpu.idle")).hasContent("0");
    assertThat(apart.resolve("cpu.idle")).hasContent("1");
  }

  @Test
  void whoGivesWayTakesItsLimitsAlong() throws IOException {
    IdleGroup.Member member = group(true).member(ONE);
    assertThat(member.folders()).containsExactly(one);
    member.giveWay(true);
    assertThat(apart.resolve("one/cpu.shares")).hasContent("128");
    assertThat(member.folders()).containsExactly(one, apart.resolve("one"));
  }

  @Test
  void everyProcessIsMovedThereAndBack() throws IOException {
    IdleGroup.Member member = group(true).member(ONE);
    Files.writeString(one.resolve("cgroup.procs"), "41\n42\n");
    member.giveWay(true);
    // A file keeps what was written last; the kernel would have moved both.
    assertThat(apart.resolve("one/cgroup.procs")).hasContent("42");
    Files.writeString(one.resolve("cgroup.procs"), "");
    member.giveWay(false);
    assertThat(one.resolve("cgroup.procs")).hasContent("42");
  }

  @Test
  void nobodyGivesWayAfterItsEnd() throws IOException {
    IdleGroup.Member member = group(true).member(ONE);
    assertThat(member.end()).isTrue();
    member.giveWay(true);
    assertThat(apart.resolve("one")).doesNotExist();
  }

  @Test
  void nobodyIsMovedAwayFromOtherLimits() throws IOException {
    IdleGroup group = group(false);
    assertThat(group.exists()).isFalse();
    group.member(ONE).giveWay(true);
    assertThat(apart.resolve("one")).doesNotExist();
  }

  @Test
  void nobodyIsMovedWhereTheKernelKnowsNoIdleClass() throws IOException {
    Files.delete(together.resolve("cpu.idle"));
    IdleGroup group = group(true);
    assertThat(group.exists()).isFalse();
    group.member(ONE).giveWay(true);
    assertThat(apart.resolve("one")).doesNotExist();
    assertThat(apart.resolve("cpu.idle")).doesNotExist();
  }
}
