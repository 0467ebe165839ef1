package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CgroupLayoutTest {
  private static final List<String> SEPARATE =
      List.of(
          "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard",
          "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu",
          "33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpuacct",
          "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
          "39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids",
          "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw");

  @Test
  void everyControllerHasItsFolderUnderTheOwnGroup() {
    List<String> own = List.of("8:pids:/", "4:memory:/system.slice/martlet", "1:cpu:/", "0::/");
    assertThat(CgroupLayout.of(SEPARATE, own, Optional.empty()))
        .isEqualTo(
            new CgroupLayout.Version1(
                Map.of(
                    "cpu", Path.of("/sys/fs/cgroup/cpu"),
                    "cpuacct", Path.of("/sys/fs/cgroup/cpuacct"),
                    "memory", Path.of("/sys/fs/cgroup/memory/system.slice/martlet"),
                    "pids", Path.of("/sys/fs/cgroup/pids"))));
  }

  @Test
  void aConfiguredParentCountsInEveryHierarchy() {
    CgroupLayout layout =
        CgroupLayout.of(SEPARATE, List.of("4:memory:/a"), Optional.of("/martlet.slice"));
    assertThat(layout)
        .isInstanceOfSatisfying(
            CgroupLayout.Version1.class,
            version1 ->
                assertThat(version1.parents())
                    .containsEntry("memory", Path.of("/sys/fs/cgroup/memory/martlet.slice"))
                    .containsEntry("cpu", Path.of("/sys/fs/cgroup/cpu/martlet.slice")));
  }

  @Test
  void controllersMountedTogetherShareAFolder() {
    List<String> mounts =
        List.of(
            "40 30 0:35 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
            "41 30 0:36 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
            "42 30 0:37 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids");
    List<String> own = List.of("3:cpu,cpuacct:/user.slice");
    assertThat(CgroupLayout.of(mounts, own, Optional.empty()))
        .isInstanceOfSatisfying(
            CgroupLayout.Version1.class,
            version1 ->
                assertThat(version1.parents().get("cpu"))
                    .isEqualTo(Path.of("/sys/fs/cgroup/cpu,cpuacct/user.slice"))
                    .isEqualTo(version1.parents().get("cpuacct")));
  }

  @Test
  void inAContainerTheMountsRootIsNotPartOfThePath() {
    List<String> mounts =
        List.of(
            "1 0 0:1 /docker/ab /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu",
            "2 0 0:2 /docker/ab /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
            "3 0 0:3 /docker/ab /sys/fs/cgroup/with\\040space rw - cgroup cgroup rw,pids");
    List<String> own = List.of("1:cpu:/docker/ab", "2:memory:/docker/ab/x", "3:pids:/elsewhere");
    assertThat(CgroupLayout.of(mounts, own, Optional.empty()))
        .isEqualTo(
            new CgroupLayout.Version1(
                Map.of(
                    "cpu", Path.of("/sys/fs/cgroup/cpu"),
                    "memory", Path.of("/sys/fs/cgroup/memory/x"),
                    "pids", Path.of("/sys/fs/cgroup/with space"))));
  }

  private static final List<String> UNIFIED =
      List.of(
          "1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate",
          "2 0 0:2 / /sys/fs/cgroup/net_cls rw - cgroup cgroup rw,net_cls");

  @Test
  void whereVersionOneHasNoneVersionTwoHasAll() {
    Path root = Path.of("/sys/fs/cgroup");
    List<String> own = List.of("1:net_cls:/", "0::/system.slice/martlet.service");
    assertThat(CgroupLayout.of(UNIFIED, own, Optional.empty()))
        .isEqualTo(
            new CgroupLayout.Version2(
                root, root.resolve("system.slice/martlet.service"), Optional.empty()));
    assertThat(CgroupLayout.of(UNIFIED, List.of("0::/"), Optional.of("/martlet.slice")))
        .isEqualTo(
            new CgroupLayout.Version2(root, root, Optional.of(root.resolve("martlet.slice"))));
  }

  @Test
  void aGroupOutsideOfWhatAContainerSeesCountsAsItsRoot() {
    Path root = Path.of("/sys/fs/cgroup");
    assertThat(CgroupLayout.of(UNIFIED, List.of("0::/../../init.scope"), Optional.empty()))
        .isEqualTo(new CgroupLayout.Version2(root, root, Optional.empty()));
  }

  @Test
  void whereNothingIsMountedAllAreMissing() {
    assertThat(CgroupLayout.of(List.of(), List.of("0::/"), Optional.empty()))
        .isEqualTo(new CgroupLayout.Missing(List.of("memory", "pids", "cpu")));
  }

  @Test
  void oneControllerOfAnotherVersionIsEnoughToBeMissing() {
    List<String> mounts = SEPARATE.stream().filter(line -> !line.endsWith(",memory")).toList();
    assertThat(CgroupLayout.of(mounts, List.of(), Optional.empty()))
        .isEqualTo(new CgroupLayout.Missing(List.of("memory")));
  }
}
