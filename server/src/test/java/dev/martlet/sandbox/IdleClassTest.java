package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written, on files that stand for the kernel's. */
class IdleClassTest {
  @TempDir Path all;

  private Path one;
  private IdleClass.Member member;

  @BeforeEach
  void mount() throws IOException {
    one = Files.createDirectory(all.resolve("one"));
    Files.createFile(all.resolve("cpu.idle"));
    Files.createFile(one.resolve("cpu.idle"));
    IdleClass idleClass = new IdleClass(all);
    idleClass.begin();
    member = idleClass.member(new SandboxId("one"), one, 128);
  }

  @Test
  void allTogetherAreEightTimesAsHeavyAsAnotherGroup() {
    assertThat(all.resolve("cpu.idle")).hasContent("0");
    assertThat(all.resolve("cpu.weight")).hasContent("800");
  }

  @Test
  void whoGivesWayNoLongerIsAsHeavyAsBefore() throws IOException {
    member.giveWay(true);
    assertThat(one.resolve("cpu.idle")).hasContent("1");
    assertThat(all.resolve("cpu.idle")).hasContent("1");
    Files.delete(all.resolve("cpu.weight")); // which the kernel forgets
    member.giveWay(false);
    assertThat(one.resolve("cpu.weight")).hasContent("128");
    assertThat(all.resolve("cpu.weight")).hasContent("800");
  }

  @Test
  void whoEndsTakesNobodyAlong() throws IOException {
    member.giveWay(true);
    member.end();
    assertThat(all.resolve("cpu.idle")).hasContent("0");
    assertThat(all.resolve("cpu.weight")).hasContent("800");
  }
}
