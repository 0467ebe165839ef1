package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.sandbox.Delegation.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions, on folders that look like the kernel's; what it says to them is in CgroupsV2IT. */
class DelegationTest {
  private static final long SELF = 4711;
  private static final String ALL = "cpuset cpu io memory pids\n";

  @TempDir Path root;

  @BeforeEach
  void mount() throws IOException {
    group(root, ALL, "1\n");
  }

  private static Path group(Path folder, String given, String inside) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("cgroup.controllers"), ALL);
    Files.writeString(folder.resolve("cgroup.subtree_control"), given);
    Files.writeString(folder.resolve("cgroup.procs"), inside);
    return folder;
  }

  private Path service(String inside) throws IOException {
    Path service = group(root.resolve("martlet.service"), "\n", inside);
    Files.writeString(service.resolve("cgroup.type"), "domain\n");
    group(service.resolve(Delegation.SERVER), "\n", "");
    return service;
  }

  private Result prepare(Path own) {
    return prepare(own, Optional.empty());
  }

  private Result prepare(Path own, Optional<Path> configured) {
    return new Delegation(new CgroupLayout.Version2(root, own, configured), SELF).prepare();
  }

  @Test
  void whoIsAloneInAGroupMovesDownAndHasItsControllersGivenToTheRest() throws IOException {
    Path service = service(SELF + "\n");
    assertThat(prepare(service)).isEqualTo(new Result.Granted(service));
    assertThat(service.resolve("martlet-server/cgroup.procs")).hasContent("" + SELF);
    assertThat(service.resolve("cgroup.subtree_control")).hasContent("+memory +pids +cpu");
    assertThat(root.resolve("cgroup.subtree_control")).as("has them already").hasContent(ALL);
  }

  @Test
  void whoHasMovedBeforeStaysThere() throws IOException {
    Path service = service("");
    Path own = service.resolve(Delegation.SERVER);
    assertThat(prepare(own)).isEqualTo(new Result.Granted(service));
    assertThat(own.resolve("cgroup.procs")).isEmptyFile();
  }

  @Test
  void nobodyElseIsMovedAndTheRootServesInstead() throws IOException {
    Path terminal = service("17\n" + SELF + "\n");
    Files.writeString(root.resolve("cgroup.subtree_control"), "memory pids\n");
    assertThat(prepare(terminal)).isEqualTo(new Result.Granted(root));
    assertThat(terminal.resolve("martlet-server/cgroup.procs")).isEmptyFile();
    assertThat(terminal.resolve("cgroup.subtree_control")).hasContent("\n");
    assertThat(Files.readString(root.resolve("cgroup.subtree_control"))).startsWith("+cpu");
  }

  @Test
  void atTheRootOfAllNobodyNeedsToMove() throws IOException {
    assertThat(prepare(root)).isEqualTo(new Result.Granted(root));
    assertThat(root.resolve(Delegation.SERVER)).doesNotExist();
  }

  @Test
  void aConfiguredGroupServesWhereverThisProcessIs() throws IOException {
    Path slice = group(root.resolve("martlet.slice"), "\n", "");
    assertThat(prepare(service(SELF + "\n"), Optional.of(slice)))
        .isEqualTo(new Result.Granted(slice));
    assertThat(slice.resolve("cgroup.subtree_control")).hasContent("+memory +pids +cpu");
  }

  @Test
  void aControllerThatIsSwitchedOffIsNamedWithTheWayToCheck() throws IOException {
    Files.writeString(root.resolve("cgroup.controllers"), "cpuset cpu io pids\n");
    assertThat(prepare(root))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains("has no memory here", "cat " + root.resolve("cgroup.controllers")));
  }

  @Test
  void aGroupThatIsNotOursToChangeIsRefusedWithTheRemedy() throws IOException {
    Path slice = root.resolve("no.slice");
    Files.createDirectories(slice);
    assertThat(prepare(root, Optional.of(slice)))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused ->
                assertThat(refused.message()).contains("below " + slice, "systemd-run --scope"));
  }
}
