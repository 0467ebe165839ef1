package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ShortcomingsTest {
  private static final List<String> HIERARCHIES =
      List.of("memory", "pids", "cpu", "cpuacct", "freezer");

  @TempDir Path mount;

  /** What version 1 has here, and what is told then. */
  record Case(String name, List<String> absent, List<String> files, List<Shortcoming> told) {}

  @TestFactory
  Stream<DynamicTest> whatAKernelLacksIsToldAndNothingElse() {
    List<String> all = List.of("memory/one/memory.memsw.limit_in_bytes", "cpu/one/cpu.idle");
    return Stream.of(
            new Case("nothing", List.of(), all, List.of()),
            new Case("a freezer", List.of("freezer"), all, List.of(Shortcomings.NO_FREEZER)),
            new Case("accounts", List.of("cpuacct"), all, List.of(Shortcomings.NO_ACCOUNTING)),
            new Case(
                "an idle class", List.of(), all.subList(0, 1), List.of(Shortcomings.NO_IDLE_CLASS)))
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> assertTold(each)));
  }

  private void assertTold(Case lacking) throws IOException {
    Path machine = mount.resolve(lacking.name());
    for (String file : lacking.files()) {
      Files.createDirectories(machine.resolve(file)); // there is all that counts
    }
    Map<String, Path> parents =
        HIERARCHIES.stream()
            .filter(name -> !lacking.absent().contains(name))
            .collect(Collectors.toMap(Function.identity(), machine::resolve));
    Cgroups cgroups =
        new CgroupsV1(new CgroupLayout.Version1(parents), "one", machine.resolve("record"));
    assertThat(cgroups.shortcomings()).isEqualTo(lacking.told());
  }

  @Test
  void anOldKernelOfVersionTwoHasNeitherPeaksNorAnIdleClass() throws IOException {
    Path group = Files.createDirectory(mount.resolve("one"));
    Cgroups cgroups = new CgroupsV2(mount, "one", mount.resolve("record"));
    Files.createFile(group.resolve("memory.swap.max"));
    assertThat(cgroups.shortcomings())
        .containsExactly(Shortcomings.NO_PEAK, Shortcomings.NO_IDLE_CLASS);
    Files.createFile(group.resolve("memory.peak"));
    Files.createFile(group.resolve("cpu.idle"));
    assertThat(cgroups.shortcomings()).isEmpty();
  }
}
