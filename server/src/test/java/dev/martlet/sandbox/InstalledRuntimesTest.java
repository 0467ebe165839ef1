package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Runtimes;
import dev.martlet.model.Runtimes.Choice;
import dev.martlet.model.Runtimes.Found;
import dev.martlet.model.Runtimes.Installed;
import dev.martlet.model.Runtimes.Language;
import dev.martlet.model.Runtimes.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstalledRuntimesTest {
  private static final Installed PYTHON_11 =
      new Installed(
          "python3.11",
          Language.PYTHON,
          "3.11.2",
          Path.of("/usr/bin/python3.11"),
          Optional.empty());
  private static final Installed PYTHON_9 =
      new Installed(
          "python3.9",
          Language.PYTHON,
          "3.9.18",
          Path.of("/home/ada/.pyenv/versions/3.9.18/bin/python3.9"),
          Optional.of(Path.of("/home/ada/.pyenv/versions/3.9.18")));
  private static final Installed NODE_20 =
      new Installed(
          "nodejs20.x", Language.NODE, "20.20.2", Path.of("/usr/bin/node"), Optional.empty());

  private static final Installed JAVA_25 =
      new Installed(
          "java25",
          Language.JAVA,
          "25",
          Path.of("/usr/lib/jvm/temurin-25-jdk-amd64/bin/java"),
          Optional.empty());

  @Test
  void listsByLanguageAndThenByVersionAsANumber() {
    Runtimes runtimes =
        new InstalledRuntimes(List.of(JAVA_25, NODE_20, PYTHON_11, PYTHON_9), Map.of());
    assertThat(runtimes.installed()).containsExactly(PYTHON_9, PYTHON_11, NODE_20, JAVA_25);
  }

  @Test
  void ofTwoWithOneIdentifierThePreferredOneStays() {
    Installed other =
        new Installed(
            "python3.11",
            Language.PYTHON,
            "3.11.9",
            Path.of("/opt/py/bin/python3.11"),
            Optional.of(Path.of("/opt/py")));
    Runtimes runtimes = new InstalledRuntimes(List.of(PYTHON_11, other), Map.of());
    assertThat(runtimes.find("python3.11"))
        .isEqualTo(new Found(new Choice("python3.11", PYTHON_11)));
  }

  @Test
  void aSubstituteRunsAndIsVisible() {
    Runtimes runtimes = new InstalledRuntimes(List.of(NODE_20), Map.of("nodejs22.x", "nodejs20.x"));
    Choice choice = new Choice("nodejs22.x", NODE_20);
    assertThat(runtimes.find("nodejs22.x")).isEqualTo(new Found(choice));
    assertThat(choice.substituted()).isTrue();
    assertThat(new Choice("nodejs20.x", NODE_20).substituted()).isFalse();
  }

  @Test
  void aMissingRuntimeIsToldWithWhatIsThereAndARemedy() {
    Runtimes runtimes = new InstalledRuntimes(List.of(NODE_20, PYTHON_11), Map.of());
    assertThat(message(runtimes, "python3.13"))
        .contains(
            "python3.13 is not installed",
            "which has python3.11, nodejs20.x.",
            "pyenv install 3.13");
    assertThat(message(runtimes, "nodejs24.x")).contains("latest-v24.x", "runtimes.substitute");
    assertThat(message(runtimes, "java21")).contains("openjdk-21-jre-headless");
  }

  @Test
  void aMissingSubstituteNamesTheSetting() {
    Runtimes runtimes = new InstalledRuntimes(List.of(), Map.of("nodejs22.x", "nodejs20.x"));
    assertThat(message(runtimes, "nodejs22.x"))
        .contains("runtimes.substitute runs nodejs22.x by nodejs20.x", "no runtime at all");
  }

  @ParameterizedTest
  @CsvSource({"python3.8", "nodejs16.x", "java11", "java21.x", "provided", "go1.x", "python3.11x"})
  void whatHasNoBootstrapIsNotSupported(String identifier) {
    Runtimes runtimes = new InstalledRuntimes(List.of(PYTHON_11), Map.of());
    assertThat(message(runtimes, identifier)).contains("not supported", "nodejs18.x or later");
  }

  @Test
  void anExecutableOfAHomeFolderIsFoundInsideBelowVarLang() {
    assertThat(PYTHON_9.executableInside()).isEqualTo(Path.of("/var/lang/bin/python3.9"));
    assertThat(PYTHON_11.executableInside()).isEqualTo(Path.of("/usr/bin/python3.11"));
  }

  @Test
  void customRuntimesRunOnTheHostsSystem(@TempDir Path directory) throws IOException {
    Path release = directory.resolve("os-release");
    Files.writeString(release, "NAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n");
    List<Installed> custom = CustomRuntimes.on(release);
    assertThat(custom).extracting(Installed::version).containsOnly("debian-12");
    Runtimes runtimes =
        new InstalledRuntimes(List.of(custom.getLast(), PYTHON_11, custom.getFirst()), Map.of());
    assertThat(runtimes.installed())
        .extracting(Installed::identifier)
        .containsExactly("python3.11", "provided.al2", "provided.al2023");
    assertThat(CustomRuntimes.on(directory.resolve("none")))
        .extracting(Installed::version)
        .containsOnly("linux");
  }

  private static String message(Runtimes runtimes, String identifier) {
    return switch (runtimes.find(identifier)) {
      case Missing(String message) -> message;
      case Found found -> throw new AssertionError(found.toString());
    };
  }
}
