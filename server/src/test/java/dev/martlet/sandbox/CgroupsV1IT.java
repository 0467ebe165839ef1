package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledIf(value = "isHere", disabledReason = "this machine has version 2 alone")
class CgroupsV1IT extends CgroupsContract {
  static boolean isHere() throws IOException {
    return layout() instanceof CgroupLayout.Version1;
  }

  @Override
  Cgroups open(Path record) throws IOException {
    return new CgroupsV1((CgroupLayout.Version1) layout(), INSTANCE, record);
  }

  @ParameterizedTest
  @CsvSource({"64, 8", "128, 16", "10240, 16"})
  void whatConnectionsHoldBesideTheMemoryIsLittle(int megabytes, int little) throws IOException {
    Cgroup group =
        open(directory.resolve("record"))
            .create(
                new SandboxId("contract-3"), SandboxLimits.ofMemory(ByteSize.megabytes(megabytes)));
    assertThat(group.entrances())
        .map(entrance -> entrance.resolveSibling("memory.kmem.tcp.limit_in_bytes"))
        .filteredOn(Files::exists)
        .isNotEmpty()
        .allSatisfy(
            limit ->
                assertThat(Files.readString(limit).strip())
                    .isEqualTo(Long.toString((long) little << 20)));
    assertThat(group.remove()).isTrue();
  }

  @Test
  void whoHasManyProcessesGivesWayWhereItIs() throws Exception {
    Cgroup group = open(directory.resolve("record")).create(new SandboxId("contract-4"), LIMITS);
    Process inside =
        enter(group, "for i in $(seq 70); do sleep 1000 & done; echo started; exec sleep 1000");
    awaitLines(inside, 1);
    Path cpu =
        group.entrances().stream()
            .map(Path::getParent)
            .filter(folder -> Files.exists(folder.resolve("cpu.idle")))
            .findFirst()
            .orElseThrow();
    group.giveWay(true);
    assertThat(cpu.resolve("cpu.idle")).hasContent("1");
    assertThat(Files.readAllLines(cpu.resolve("cgroup.procs"))).hasSizeGreaterThan(70);
    group.giveWay(false);
    assertThat(cpu.resolve("cpu.idle")).hasContent("0");
    assertThat(Files.readString(cpu.resolve("cpu.shares")).strip()).isEqualTo("32");
    assertThat(group.killAll()).isEqualTo(71);
    for (int tries = 0; !group.remove() && tries < 1000; tries++) {
      Thread.onSpinWait();
    }
  }
}
