package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every driver of control groups keeps to. */
@Timeout(60)
abstract class CgroupsContract {
  private static final SandboxId ID = new SandboxId("contract-1");
  static final SandboxLimits LIMITS = SandboxLimits.ofMemory(ByteSize.megabytes(32));

  private static final SandboxId OTHER_ID = new SandboxId("contract-2");

  private static final String FREEZABLE = "[ -z \"$FREEZER\" ] || echo 0 >\"$FREEZER\"; ";

  // All on one processor; a line now and then.
  private static final String BUSY =
      "taskset -p 1 $$ >/dev/null; i=0;"
          + " while :; do i=$((i+1)); [ $((i % 20000)) = 0 ] && echo; done";

  private static final Duration LONG = Duration.ofMillis(800);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static final String INSTANCE = "martlet-contract-" + ProcessHandle.current().pid();

  @TempDir Path directory;
  private final List<Process> processes = new ArrayList<>();
  private Cgroups cgroups;

  static CgroupLayout layout() throws IOException {
    Kernel kernel = Kernel.here();
    return CgroupLayout.of(kernel.mounts(), kernel.memberships(), Optional.empty());
  }

  /** A driver that records what it makes in the given file. */
  abstract Cgroups open(Path record) throws IOException;

  @BeforeEach
  void open() throws IOException {
    cgroups = open(directory.resolve("record"));
    cgroups.removeLeftovers();
  }

  @AfterEach
  void close() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    open(directory.resolve("record")).removeLeftovers();
    cgroups.close();
  }

  @Test
  void aGroupIsUsedOnce() throws IOException {
    Cgroup group = cgroups.create(ID, LIMITS);
    assertThatThrownBy(() -> cgroups.create(ID, LIMITS))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(doors(group)).isNotEmpty().allMatch(Files::isWritable);
    assertThat(group.remove()).isTrue();
    assertThat(doors(group)).noneMatch(Files::exists);
  }

  @Test
  void removingTwiceIsNoError() throws IOException {
    Cgroup group = cgroups.create(ID, LIMITS);
    assertThat(group.remove()).isTrue();
    assertThat(group.remove()).isTrue();
  }

  @Test
  void aGroupWithALivingProcessStaysUntilThatIsKilled() throws Exception {
    Cgroup group = cgroups.create(ID, LIMITS);
    Process inside = enter(group, "exec sleep 1000");
    assertThat(group.remove()).isFalse();
    assertThat(group.killAll()).isEqualTo(1);
    assertThat(inside.waitFor(Duration.ofSeconds(20))).isTrue();
    assertThat(group.remove()).isTrue();
    assertThat(group.killAll()).isZero();
  }

  @Test
  void memoryIsLimitedCountedAndItsLackIsTold() throws Exception {
    Cgroup group = cgroups.create(ID, LIMITS);
    assertThat(group.usage().oomKills()).isZero();
    Process greedy = enter(group, "x=x; while :; do x=$x$x; done");
    assertThat(greedy.waitFor(Duration.ofSeconds(20))).isTrue();
    assertThat(group.usage().oomKills()).isPositive();
    assertThat(group.peakMemory()).isEqualTo(LIMITS.memory());
    assertThat(group.usage().peakMemory()).isEqualTo(LIMITS.memory());
    assertThat(group.usage().cpu()).isPositive();
  }

  @Test
  void anInterruptedReaderLearnsThePeakAndCostsNobodyTheFigures() throws Exception {
    Cgroup group = cgroups.create(ID, LIMITS);
    Thread.currentThread().interrupt();
    try {
      assertThat(group.peakMemory()).isLessThanOrEqualTo(LIMITS.memory());
      assertThat(group.usage().oomKills()).isZero();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(group.usage().oomKills()).isZero();
    assertThat(group.remove()).isTrue();
  }

  @Test
  void processesAreLimited() throws Exception {
    SandboxLimits few =
        new SandboxLimits(ByteSize.megabytes(64), LIMITS.cpu(), 8, 64, ByteSize.megabytes(32));
    Cgroup group = cgroups.create(ID, few);
    Process many = enter(group, "i=0; while [ $i -lt 40 ]; do sleep 1000 & i=$((i+1)); done; wait");
    String complaint = many.errorReader().readLine();
    assertThat(complaint).containsIgnoringCase("fork");
    assertThat(group.killAll()).isPositive();
  }

  @Test
  void whatIsFrozenStandsStillUntilItIsThawedOrKilled() throws Exception {
    Cgroup group = cgroups.create(ID, LIMITS);
    Process inside = enter(group, FREEZABLE + BUSY);
    awaitLines(inside, 2);
    group.freeze();
    Duration before = settled(group);
    Cgroup other = cgroups.create(OTHER_ID, LIMITS);
    enter(other, BUSY);
    awaitUse(other, Duration.ofMillis(100));
    assertThat(group.usage().cpu()).isEqualTo(before);
    group.thaw();
    group.thaw();
    awaitLines(inside, 2);
    group.freeze();
    group.killAll();
    assertThat(inside.waitFor(Duration.ofSeconds(20))).isTrue();
    assertThat(group.remove()).isTrue();
  }

  // Freezing ends what the processes do in the kernel first.
  private static Duration settled(Cgroup group) throws IOException {
    Duration before = group.usage().cpu();
    for (int same = 0; same < 1000; same++) {
      Duration now = group.usage().cpu();
      if (!now.equals(before)) {
        before = now;
        same = 0;
      }
    }
    return before;
  }

  @Test
  void whatAFormerProcessLeftFrozenIsKilledAndRemovedToo() throws Exception {
    Cgroup left = cgroups.create(ID, LIMITS);
    Process orphan = enter(left, FREEZABLE + "echo in; exec sleep 1000");
    awaitLines(orphan, 1);
    left.freeze();
    assertThat(open(directory.resolve("record")).removeLeftovers().sandboxes()).isEqualTo(1);
    assertThat(orphan.waitFor(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void whoGivesWayGetsWhatOthersLeaveUntilItNeedNotAnyMore() throws Exception {
    Cgroup polite = cgroups.create(ID, limits(new CpuLimit(1024, 1000)));
    Cgroup other = cgroups.create(OTHER_ID, limits(new CpuLimit(1024, 1000)));
    polite.giveWay(true);
    polite.giveWay(false);
    enter(polite, BUSY);
    enter(other, BUSY);
    awaitUse(polite, Duration.ofMillis(50));
    Duration before = polite.usage().cpu();
    Duration others = other.usage().cpu();
    awaitUse(other, LONG);
    assertThat(polite.usage().cpu().minus(before).multipliedBy(4))
        .isGreaterThan(other.usage().cpu().minus(others));
    polite.giveWay(true);
    assumeUse(other, Duration.ofMillis(100));
    before = polite.usage().cpu();
    others = other.usage().cpu();
    assumeUse(other, LONG);
    assertThat(polite.usage().cpu().minus(before).multipliedBy(4))
        .isLessThan(other.usage().cpu().minus(others));
    polite.giveWay(false);
    // Before Linux 6.6 it makes up for its turns in the idle class first, which count 300 times.
    awaitUse(polite, Duration.ofMillis(50));
    before = polite.usage().cpu();
    others = other.usage().cpu();
    awaitUse(other, LONG);
    assertThat(polite.usage().cpu().minus(before).multipliedBy(4))
        .isGreaterThan(other.usage().cpu().minus(others));
  }

  @Test
  void whoGivesWayIsCountedKilledAndRemovedLikeOthers() throws Exception {
    Cgroup polite = cgroups.create(ID, LIMITS);
    Process inside = enter(polite, BUSY);
    awaitUse(polite, Duration.ofMillis(50));
    Duration before = polite.usage().cpu();
    polite.giveWay(true);
    assertThat(polite.usage().cpu()).isGreaterThanOrEqualTo(before);
    assumeUse(polite, Duration.ofMillis(50));
    assertThat(polite.remove()).isFalse();
    assertThat(polite.killAll()).isEqualTo(1);
    assertThat(inside.waitFor(Duration.ofSeconds(20))).isTrue();
    assertThat(polite.remove()).isTrue();
    cgroups.close();
    assertThat(directory.resolve("record")).doesNotExist();
    cgroups.removeLeftovers();
  }

  @Test
  void whatAFormerProcessLeftGivingWayIsKilledAndRemovedToo() throws Exception {
    Cgroup left = cgroups.create(ID, LIMITS);
    Process orphan = enter(left, "exec sleep 1000");
    left.giveWay(true);
    Cgroups next = open(directory.resolve("record"));
    assertThat(next.removeLeftovers()).isEqualTo(new Isolation.Leftovers(1, 1, 0));
    assertThat(orphan.waitFor(Duration.ofSeconds(20))).isTrue();
    next.close();
    assertThat(directory.resolve("record")).doesNotExist();
    next.removeLeftovers();
  }

  @Test
  void processorsAreDividedByWeight() throws Exception {
    Cgroup light = cgroups.create(ID, limits(new CpuLimit(128, 1000)));
    Cgroup heavy = cgroups.create(OTHER_ID, limits(new CpuLimit(1024, 1000)));
    assertUsesLessThanHalf(light, heavy);
  }

  @Test
  void moreThanItsQuotaOfAProcessorIsNotGivenEvenIfItIsFree() throws Exception {
    Cgroup limited = cgroups.create(ID, limits(new CpuLimit(1024, 100)));
    Cgroup free = cgroups.create(OTHER_ID, limits(new CpuLimit(128, 1000)));
    assertUsesLessThanHalf(limited, free);
  }

  // From when both run: while the second starts, the first has the processor for itself.
  private void assertUsesLessThanHalf(Cgroup less, Cgroup more) throws IOException {
    enter(less, BUSY);
    enter(more, BUSY);
    awaitUse(more, Duration.ofMillis(50));
    Duration before = less.usage().cpu();
    Duration others = more.usage().cpu();
    awaitUse(more, LONG);
    assertThat(less.usage().cpu().minus(before).multipliedBy(2))
        .isLessThan(more.usage().cpu().minus(others));
  }

  private static SandboxLimits limits(CpuLimit cpu) {
    return new SandboxLimits(ByteSize.megabytes(64), cpu, 16, 64, ByteSize.megabytes(32));
  }

  // Counted in the time of processors, which are slow where they are emulated.
  private static void awaitUse(Cgroup group, Duration time) throws IOException {
    Duration goal = group.usage().cpu().plus(time);
    while (group.usage().cpu().compareTo(goal) < 0) {
      assertThat(Thread.interrupted()).as("the test took too long").isFalse();
      Thread.onSpinWait();
    }
  }

  // While one gives way all do towards the rest of the machine, which may leave them nothing.
  private static void assumeUse(Cgroup group, Duration time) throws IOException {
    Duration goal = group.usage().cpu().plus(time);
    long begun = System.nanoTime();
    while (group.usage().cpu().compareTo(goal) < 0) {
      assumeThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("others leave nothing of this machine's processors")
          .isLessThan(PATIENCE);
      Thread.onSpinWait();
    }
  }

  static void awaitLines(Process process, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      assertThat(process.inputReader().readLine()).isNotNull();
    }
  }

  @Test
  void whatAFormerProcessLeftIsKilledAndRemoved() throws Exception {
    Cgroup left = cgroups.create(ID, LIMITS);
    Process orphan = enter(left, "exec sleep 1000");
    Cgroups next = open(directory.resolve("record"));
    Isolation.Leftovers removed = next.removeLeftovers();
    assertThat(removed.processes()).isEqualTo(1);
    assertThat(removed.sandboxes()).isEqualTo(1);
    assertThat(orphan.waitFor(Duration.ofSeconds(20))).isTrue();
    assertThat(doors(left)).noneMatch(Files::exists);
    assertThat(next.removeLeftovers()).isEqualTo(new Isolation.Leftovers(0, 0, 0));
  }

  @Test
  void closingLeavesNoRecord() throws IOException {
    assertThat(directory.resolve("record")).exists();
    cgroups.close();
    assertThat(directory.resolve("record")).doesNotExist();
    cgroups.removeLeftovers();
  }

  // A group that one can be born in can be entered, too, which only takes longer.
  private static List<Path> doors(Cgroup group) {
    return Stream.concat(
            group.entrances().stream(),
            group.birthplace().map(folder -> folder.resolve("cgroup.procs")).stream())
        .toList();
  }

  // The shell enters by itself, as the launcher does, says so, and goes on.
  Process enter(Cgroup group, String script) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c"));
    command.add("for f in \"$@\"; do echo 0 >\"$f\"; done; echo in; " + script);
    command.add("sh");
    doors(group).forEach(file -> command.add(file.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    group
        .freezer()
        .ifPresent(freezer -> builder.environment().put("FREEZER", freezer.entrance().toString()));
    Process process = builder.start();
    processes.add(process);
    assertThat(process.inputReader().readLine()).isEqualTo("in");
    return process;
  }
}
