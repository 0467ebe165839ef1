package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.martlet.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxSpecTest {
  private static final SandboxLimits LIMITS = SandboxLimits.ofMemory(ByteSize.megabytes(128));
  private static final CpuLimit CPU = LIMITS.cpu();

  record Wrong(String what, Runnable making) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Wrong> wrongOnes() {
    Bind code = new Bind(Path.of("/code"), Bind.CODE);
    return Stream.of(
        new Wrong("no command", () -> spec(List.of(), Map.of(), List.of())),
        new Wrong("a relative command", () -> spec(List.of("node"), Map.of(), List.of())),
        new Wrong("NUL in a command", () -> spec(List.of("/a", "b\0c"), Map.of(), List.of())),
        new Wrong("NUL in a value", () -> spec(List.of("/a"), Map.of("A", "\0"), List.of())),
        new Wrong("NUL in a name", () -> spec(List.of("/a"), Map.of("\0", ""), List.of())),
        new Wrong("= in a name", () -> spec(List.of("/a"), Map.of("A=B", ""), List.of())),
        new Wrong("an empty name", () -> spec(List.of("/a"), Map.of("", ""), List.of())),
        new Wrong("one place twice", () -> spec(List.of("/a"), Map.of(), List.of(code, code))),
        new Wrong(
            "more than a launcher reads",
            () -> spec(List.of("/a", "x".repeat(300_000)), Map.of(), List.of())),
        new Wrong("a relative source", () -> new Bind(Path.of("code"), Bind.CODE)));
  }

  @ParameterizedTest
  @MethodSource("wrongOnes")
  void whatCannotBeStartedCannotBeMade(Wrong wrong) {
    assertThatIllegalArgumentException().isThrownBy(wrong.making()::run);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc",
        "/etc/ssl",
        "/etc/java/x",
        "/usr",
        "/",
        "/var/../etc",
        "/var/task/deep",
        "/tmp",
        "var/task"
      })
  void nothingCanBeBoundOverTheSystemsFolders(String target) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Bind(Path.of("/code"), target));
  }

  @ParameterizedTest
  @CsvSource({"128, 96", "256, 192", "512, 384", "1024, 512", "10240, 512"})
  void temporaryFilesInMemoryStayBelowIt(long memory, long temporary) {
    assertThat(Scratches.inMemory(SandboxLimits.ofMemory(ByteSize.megabytes(memory))))
        .isEqualTo(new Scratch.Memory(ByteSize.megabytes(temporary)));
  }

  @ParameterizedTest
  @CsvSource({
    "128, 128, 72, 1000",
    "1769, 1769, 1000, 1000",
    "3538, 3538, 2000, 2000",
    "10240, 10000, 5788, 5788"
  })
  void processorsGoInProportionToMemory(long memory, int weight, int strict, int most) {
    SandboxLimits limits = SandboxLimits.ofMemory(ByteSize.megabytes(memory));
    assertThat(limits.cpu()).isEqualTo(new CpuLimit(weight, most));
    assertThat(limits.strict().cpu()).isEqualTo(new CpuLimit(weight, strict));
  }

  @Test
  void limitsThatNothingCouldStartWithAreRefused() {
    ByteSize memory = ByteSize.megabytes(64);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SandboxLimits.ofMemory(ByteSize.megabytes(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SandboxLimits(memory, CPU, 1, 1024, ByteSize.megabytes(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SandboxLimits(memory, CPU, 1024, 3, ByteSize.megabytes(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SandboxLimits(memory, CPU, 1024, 1024, ByteSize.ZERO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "A", "a b", "-a", "a-", "a\n"})
  void anIdIsSafeAsANameOfAFolder(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> new SandboxId(id));
  }

  private static SandboxSpec spec(
      List<String> command, Map<String, String> environment, List<Bind> binds) {
    return new SandboxSpec(
        new SandboxId("a"), command, environment, "/tmp", binds, LIMITS, Duration.ofSeconds(1));
  }
}
