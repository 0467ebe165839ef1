package dev.martlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions of the script {@code martlet}, sourced into a shell of their own. */
class ScriptTest {
  @TempDir Path folder;

  private String printed = "";

  private int shell(String commands) throws IOException, InterruptedException {
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-c", ". ../martlet; F=" + folder + "; " + commands)
            .redirectErrorStream(true);
    bash.environment().put("JAVA_HOME", folder.resolve("java-home").toString());
    Process process = bash.start();
    process.getOutputStream().close();
    printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor();
  }

  private void program(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void jdk(String name, String version) throws IOException {
    program(name + "/bin/java");
    program(name + "/bin/javac");
    Files.writeString(
        folder.resolve(name).resolve("release"),
        "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  @BeforeEach
  void aJavaHome() throws IOException {
    jdk("java-home", "25.0.1");
  }

  @Test
  void continuousIntegrationCallsTheScriptsTestAndNothingElse() throws IOException {
    assertThat(Files.readAllLines(Path.of("../.ci/run")))
        .filteredOn(line -> !line.startsWith("#"))
        .singleElement()
        .asString()
        .endsWith("/../martlet\" test </dev/null");
  }

  @ParameterizedTest
  @CsvSource({"25, 25", "25.0.3, 25", "26-ea, 26", "27+1, 27", "1.8.0_402, 1", "17.0.15, 17"})
  void theReleaseFileTellsAJdksVersion(String version, String major) throws Exception {
    jdk("some", version);
    assertThat(shell("jdk_major $F/some")).isZero();
    assertThat(printed).isEqualTo(major + "\n");
  }

  @Test
  void aFolderWithoutACompilerIsNoJdk() throws Exception {
    jdk("some", "25");
    Files.delete(folder.resolve("some/bin/javac"));
    assertThat(shell("jdk_major $F/some")).isNotZero();
  }

  @Test
  void javaHomeComesFirst() throws Exception {
    assertThat(shell("find_jdk && echo $java_home")).isZero();
    assertThat(printed).isEqualTo(folder + "/java-home\n");
  }

  @Test
  void anOldJavaHomeDoesNotHideANewerJdk() throws Exception {
    jdk("java-home", "17.0.15");
    jdk("newer", "25");
    assertThat(
            shell("HOME=$F; mkdir -p $F/.jdks; mv $F/newer $F/.jdks/; find_jdk && echo $java_home"))
        .isZero();
    assertThat(printed).doesNotContain("java-home");
  }

  @Test
  void aServiceWithoutAHomeFindsTheUsualFolders() throws Exception {
    String only = "unset JAVA_HOME HOME; command() { return 1; }; jdk_major() { return 1; }; ";
    assertThat(shell(only + "find_jdk")).isEqualTo(1);
    assertThat(printed).isEmpty();
  }

  @Test
  void noVariableOfTheCallerIsNeededButThePath() throws Exception {
    Process help =
        new ProcessBuilder(
                "/usr/bin/env",
                "-i",
                "PATH=" + System.getenv("PATH"),
                "bash",
                "-c",
                ". ../martlet; jdk_major() { return 1; }; find_jdk || maven_on_path || true")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(help.waitFor()).isZero();
  }

  @Test
  void aPartThatBenchDoesNotHaveIsRefusedBeforeABuild() throws Exception {
    assertThat(shell("need_product() { echo built; }; run_bench --frob")).isEqualTo(2);
    assertThat(printed).contains("not '--frob'").doesNotContain("built");
  }

  @Test
  void elsewhereThanOnLinuxItSaysSoInOneSentence() throws Exception {
    Process mac =
        new ProcessBuilder(
                "bash",
                "-c",
                "uname() { [[ $1 == -s ]] && echo Darwin || echo arm64; }; export -f uname;"
                    + " exec bash ../martlet functions")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(mac.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "martlet: runs on Linux on x86-64 and arm64 only, and this is Darwin on arm64.\n");
    assertThat(mac.waitFor()).isEqualTo(2);
  }

  @Test
  void aBuildThatIsStoppedSaysSoInOneSentence() throws Exception {
    String maven = "maven() { kill -INT $$; return 130; }; ";
    String parts = ". $F/martlet; stale() { true; }; need_packages() { :; }; ";
    // Whoever started the tests in the background has them ignore Ctrl-C, and all their children.
    String attended = "env --default-signal=INT bash -c '";
    String copy = "export F; cp ../martlet $F/; " + attended + parts + maven + "build cli'";
    assertThat(shell(copy)).isEqualTo(130);
    assertThat(printed)
        .endsWith("martlet: the build was stopped; the same command goes on with it.\n")
        .doesNotContain("failed");
    assertThat(folder.resolve("target"))
        .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("started"));
  }

  @Test
  void aMachineWithoutANewJdkIsToldTheWaysToOne() throws Exception {
    assertThat(shell("jdk_major() { echo 17; }; have() { false; }; need_jdk")).isEqualTo(2);
    assertThat(printed).startsWith("martlet: needs a JDK 25 or newer, and found none in JAVA_HOME");
  }

  @Test
  void noInstallNamesTheCommandInsteadOfRunningIt() throws Exception {
    assertThat(shell("install=forbidden; have() { true; }; install_packages 'The test' gcc wrk"))
        .isEqualTo(2);
    assertThat(printed).contains("The test needs packages", "apt-get install -y", "gcc wrk");
  }

  @Test
  void noInstallForbidsWhatIsFetchedOnTheWayToo() throws Exception {
    assertThat(shell("forbid_fetching; bash -c 'echo $PIP_NO_INDEX $GOPROXY'")).isZero();
    assertThat(printed).isEqualTo("1 off\n");
    assertThat(shell("install=forbidden; may_have_kernel $F")).isEqualTo(2);
    assertThat(printed).contains("--no-install forbids fetching it");
    assertThat(shell("install=forbidden; mkdir $F/kernel; may_have_kernel $F")).isZero();
  }

  @Test
  void aMachineWithoutAptIsToldThePackages() throws Exception {
    assertThat(shell("have() { false; }; install_packages 'The test' gcc wrk")).isEqualTo(2);
    assertThat(printed).contains("gcc wrk").doesNotContain("apt-get");
  }

  @Test
  void nothingMissingInstallsNothing() throws Exception {
    assertThat(shell("apt-get() { echo called; }; install_packages 'The test'")).isZero();
    assertThat(printed).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3.9.11, 0", "3.10.0, 0", "4.0.0, 0", "3.8.7, 1", "3.6.3, 1"})
  void onlyANewEnoughMavenIsUsed(String version, int code) throws Exception {
    String fake = "mvn() { echo 'Apache Maven " + version + " (abc)'; }; ";
    assertThat(shell(fake + "maven_on_path")).isEqualTo(code);
  }

  @Test
  void mavensLogBecomesAFewLines() throws Exception {
    Files.write(
        folder.resolve("log"),
        List.of(
            "[INFO] Building martlet-wire 0.1.0                               [2/4]",
            "[INFO]   from wire/pom.xml",
            "Downloaded from central: https://repo.example/a.jar (1 kB at 2 kB/s)",
            "[INFO] Training the AOT cache"));
    assertThat(shell("show_progress <$F/log")).isZero();
    assertThat(printed).isEqualTo("  wire [2/4]\n  Training the AOT cache\n");
  }

  @Test
  void aClassPathHasOneOrderInEveryLocale() throws Exception {
    for (String jar : List.of("b.jar", "HikariCP.jar", "a.jar")) {
      Files.writeString(folder.resolve(jar), "");
    }
    assertThat(shell("class_path $F")).isZero();
    assertThat(printed)
        .isEqualTo(folder + "/HikariCP.jar:" + folder + "/a.jar:" + folder + "/b.jar\n");
  }

  @Test
  void theReadmeNamesEveryPackageThatTestsInstall() throws Exception {
    String nothing = "have() { false; }; postgresql_bin() { false; }; ";
    assertThat(shell(nothing + "build_packages; up_packages; test_packages")).isZero();
    String readme = Files.readString(Path.of("../README.md"));
    assertThat(printed.split("\\s+"))
        .contains("postgresql", "openssl")
        .allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
  }

  @Test
  void aVirtualMachineNeedsAnEmulatorAndWhatMakesItsStart() throws Exception {
    assertThat(shell("have() { false; }; machine_packages")).isZero();
    assertThat(printed).contains("qemu-system-", "busybox-static", "cpio", "kmod");
  }
}
