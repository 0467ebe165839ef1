package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What older kernels than the one of CgroupsV2IT do not tell. */
class CgroupV2Test {
  private static final ByteSize LIMIT = ByteSize.megabytes(64);

  @TempDir Path folder;

  @BeforeEach
  void mount() throws IOException {
    told("memory.current", "1000000\n");
    told("memory.events", "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\n");
    told("cpu.stat", "usage_usec 1500\nuser_usec 1000\n");
  }

  private void told(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private Cgroup group() throws IOException {
    IdleClass idleClass = new IdleClass(folder);
    return new CgroupV2(folder, LIMIT, idleClass.member(new SandboxId("one"), folder, 100));
  }

  @Test
  void withoutAPeakOfTheKernelsTheMostThatWasSeenIsTold() throws IOException {
    Cgroup group = group();
    assertThat(group.peakMemory()).isEqualTo(new ByteSize(1_000_000));
    told("memory.current", "3000000\n");
    assertThat(group.peakMemory()).isEqualTo(new ByteSize(3_000_000));
    told("memory.current", "2000000\n");
    assertThat(group.usage().peakMemory()).isEqualTo(new ByteSize(3_000_000));
  }

  @Test
  void whoHasMetTheLimitHasUsedAllOfIt() throws IOException {
    Cgroup group = group();
    told("memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\n");
    assertThat(group.peakMemory()).isEqualTo(LIMIT);
    assertThat(group.usage().oomKills()).isEqualTo(1);
  }

  @Test
  void withAPeakOfTheKernelsThatIsTold() throws IOException {
    told("memory.peak", "5000000\n");
    assertThat(group().peakMemory()).isEqualTo(new ByteSize(5_000_000));
  }

  @Test
  void nothingGivesWayWhereTheKernelKnowsNoIdleClass() throws IOException {
    Cgroup group = group();
    group.giveWay(true);
    assertThat(folder.resolve("cpu.idle")).doesNotExist();
  }
}
