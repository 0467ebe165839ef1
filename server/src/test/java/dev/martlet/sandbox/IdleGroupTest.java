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
    Files.writeString(one.resolve("cpu.cfs_quota_us"), "50000\n");
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
  void whoGivesWayTakesItsLimitsAlongAndHasThemAfterwards() throws IOException {
    Files.createDirectory(apart.resolve("one"));
    Files.createFile(apart.resolve("one/cgroup.procs"));
    IdleGroup.Member member = group(true).member(ONE);
    member.giveWay(true);
    assertThat(one.resolve("cpu.idle")).hasContent("1");
    assertThat(apart.resolve("one/cpu.cfs_quota_us")).hasContent("50000");
    Files.delete(one.resolve("cpu.shares")); // which the kernel forgets
    member.giveWay(false);
    assertThat(one.resolve("cpu.idle")).hasContent("0");
    assertThat(one.resolve("cpu.shares")).hasContent("128");
    assertThat(one.resolve("cpu.cfs_quota_us")).hasContent("50000");
  }

  @Test
  void whoRunsAwayFromItHasItsQuotaOnce() throws IOException {
    Files.createDirectory(apart.resolve("one"));
    Files.writeString(apart.resolve("one/cgroup.procs"), "1\n");
    Files.writeString(one.resolve("cgroup.procs"), "1\n");
    group(true).member(ONE).giveWay(true);
    assertThat(one.resolve("cpu.idle")).hasContent("1");
    assertThat(one.resolve("cpu.cfs_quota_us")).hasContent("25000");
    assertThat(apart.resolve("one/cpu.cfs_quota_us")).hasContent("25000");
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
    group(false).member(ONE).giveWay(true);
    assertThat(one.resolve("cpu.idle")).hasContent("1");
    assertThat(apart.resolve("one")).doesNotExist();
  }

  @Test
  void nobodyGivesWayWhereTheKernelKnowsNoIdleClass() throws IOException {
    Files.delete(together.resolve("cpu.idle"));
    IdleGroup group = group(true);
    assertThat(group.exists()).isFalse();
    group.member(ONE).giveWay(true);
    assertThat(apart.resolve("one")).doesNotExist();
    assertThat(apart.resolve("cpu.idle")).doesNotExist();
    assertThat(one.resolve("cpu.idle")).doesNotExist();
  }
}
