package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfinementTest {
  private static final Path LAUNCHER = Path.of("/bin/true");
  private static final Path FAILING = Path.of("/bin/false");
  private static final Set<Kernel.Ability> EVERY = EnumSet.allOf(Kernel.Ability.class);
  private static final List<String> VERSION_2 =
      List.of("1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
  private static final List<String> VERSION_1 =
      List.of(
          "1 0 0:1 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu",
          "2 0 0:2 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
          "3 0 0:3 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids");

  @TempDir Path directory;
  private final SystemClock clock = new SystemClock();

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void anOrdinaryUserWhoseLauncherFailsIsToldWhy() throws IOException {
    assertThat(refusal(kernel("1000", VERSION_1), FAILING))
        .contains("does not let user 1000 confine functions", "start the platform as root");
  }

  @ParameterizedTest
  @CsvSource({
    "ROOT, 1000, isolation is root, start it as root",
    "USER, 0, isolation is user, start it as another user"
  })
  void aLevelThatCannotBeHadIsRefusedByTheNameOfItsSetting(
      Isolation.Level level, String user, String what, String remedy) throws IOException {
    assertThat(refusal(kernel(user, VERSION_1), insisting(level))).contains(what, remedy);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void toRunWithoutAWallIsOfferedToWhomAutoRefusesAndToNobodyElse() throws IOException {
    String offer = "trust the code of all functions, say isolation: none";
    assertThat(refusal(kernel("1000", VERSION_1), FAILING)).contains(offer);
    assertThat(refusal(kernel("0", List.of()), LAUNCHER)).contains(offer);
    for (Isolation.Level level : Isolation.Level.values()) {
      assertThat(refusal(kernel("1000", VERSION_1), insisting(level))).doesNotContain(offer);
    }
  }

  @Test
  void whereFunctionsUsersCannotEnterTheLackOfAWallIsRefusedWithTheFolder() throws IOException {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    SandboxSettings settings =
        settings(FAILING, closed.resolve("data/run"), Optional.of(Isolation.Level.NONE));
    assertThat(refusal(kernel("0", List.of()), settings))
        .contains("to whom " + closed + " is closed", "start the platform as another user");
    assertThat(closed).isEmptyDirectory();
  }

  @Test
  void whereTheKernelListsNoChildrenTheLackOfAWallIsRefusedWithTheWayToCheck() throws IOException {
    Kernel kernel =
        new Kernel("1000", List.of(), List.of(), "6.1.0", Set.of(Kernel.Ability.FILTERS_CALLS));
    assertThat(refusal(kernel, insisting(Isolation.Level.NONE)))
        .contains("`cat /proc/thread-self/children`", "CONFIG_PROC_CHILDREN");
  }

  @Test
  void aMachineWithoutControlGroupsIsRefusedWithTheWayToCheck() throws IOException {
    assertThat(refusal(kernel("0", List.of()), LAUNCHER))
        .contains("memory, pids and cpu", "none of them is mounted", "`grep cgroup /proc/mounts`");
  }

  @Test
  void controlGroupsInBothVersionsAreRefusedByName() throws IOException {
    List<String> both = Stream.concat(VERSION_1.stream().skip(1), VERSION_2.stream()).toList();
    assertThat(refusal(kernel("0", both), LAUNCHER))
        .contains("here version 1 has some, but not cpu");
  }

  @Test
  void anOldKernelIsRefusedByItsVersion() throws IOException {
    Kernel old = new Kernel("0", VERSION_1, List.of(), "5.10.0-30-amd64", EVERY);
    assertThat(refusal(old, LAUNCHER)).contains("since 5.12, and this is 5.10.0-30");
    Kernel middling = new Kernel("1000", VERSION_1, List.of(), "5.13.0", EVERY);
    assertThat(refusal(middling, LAUNCHER)).contains("since 5.14, and this is 5.13.0");
    for (String release : List.of("5.12", "6.1.0-18-amd64", "10.0", "strange")) {
      assertThat(new Kernel("0", List.of(), List.of(), release, EVERY).isAtLeast(5, 12))
          .as(release)
          .isTrue();
    }
  }

  @Test
  void aKernelWithoutSeccompIsRefusedWithTheWayToCheck() throws IOException {
    Kernel kernel = new Kernel("0", VERSION_1, List.of(), "6.1.0", Set.of());
    assertThat(refusal(kernel, LAUNCHER))
        .contains("without seccomp", "`grep Seccomp /proc/self/status`", "CONFIG_SECCOMP_FILTER");
  }

  @Test
  void aMissingLauncherIsNamed() throws IOException {
    Path nowhere = directory.resolve("martlet-launcher");
    assertThat(refusal(kernel("0", VERSION_1), nowhere))
        .contains("launcher is missing at " + nowhere);
  }

  @Test
  void aRefusalLeavesNoFiles() throws IOException {
    refusal(kernel("0", List.of()), LAUNCHER);
    assertThat(directory).isEmptyDirectory();
  }

  private static Kernel kernel(String user, List<String> mounts) {
    return new Kernel(user, mounts, List.of("0::/"), "6.1.0", EVERY);
  }

  private SandboxSettings insisting(Isolation.Level level) {
    return settings(FAILING, directory.resolve("run"), Optional.of(level));
  }

  private static SandboxSettings settings(
      Path launcher, Path run, Optional<Isolation.Level> level) {
    return new SandboxSettings(launcher, run, Optional.empty(), Optional.empty(), level);
  }

  private String refusal(Kernel kernel, Path launcher) throws IOException {
    return refusal(kernel, settings(launcher, directory.resolve("run"), Optional.empty()));
  }

  private String refusal(Kernel kernel, SandboxSettings settings) throws IOException {
    return switch (Confinement.open(settings, clock, kernel)) {
      case Isolation.Unsupported(String message) -> message;
      case Isolation.Ready ready -> throw new AssertionError(ready.toString());
    };
  }
}
