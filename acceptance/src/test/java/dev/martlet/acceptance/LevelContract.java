package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole product at a level of isolation below root's. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
abstract class LevelContract {
  private static final String SHELL =
      """
      #!/bin/bash
      api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
      head=${TMPDIR:-/tmp}/head
      while :; do
        event=$(curl -sS -D $head $api/next)
        id=$(sed -n 's/^Lambda-Runtime-Aws-Request-Id: *//Ip' $head | tr -d '\\r')
        curl -sS -d "$event" $api/$id/response >/dev/null
      done
      """;
  private static final String JAVA =
      """
      public class Upper {
        public String answer(String text) {
          return text.toUpperCase();
        }
      }
      """;

  private final int user;
  private final String[] flags;
  private Path folder = Path.of("");
  private Platform platform;
  Api api;

  /**
   * A platform of a user's.
   *
   * @param user a number
   */
  LevelContract(int user, String... flags) {
    this.user = user;
    this.flags = flags;
  }

  /** Whether that user's platform runs functions as this user. */
  abstract boolean belongsTo(int user, int process);

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    folder = directory;
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path product = folder.resolve("product");
    succeed("cp", "-a", Repository.product().toString(), product.toString());
    succeed("chmod", "-R", "a+rX", product.toString());
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.setAttribute(home, "unix:uid", user);
    Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
    assumeThat(run("setpriv", "--reuid=" + user, "--clear-groups", "test", "-x", java.toString()))
        .as("whether ordinary users can run " + java)
        .isZero();
    platform = Platform.startAs(user, product, home.resolve("data"), flags);
    api = platform.api();
  }

  @AfterAll
  void stop() {
    if (platform != null) {
      platform.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void functionsRunAndTheirEndsAreTold(Language language) {
    language.create(api, "any-" + language, "\"Timeout\":10");
    language.create(api, "hasty-" + language, "\"Timeout\":1");
    Reply printed = api.invokeWithTail("any-" + language, "{\"do\":\"print\",\"text\":\"hello\"}");
    assertThat(printed.body()).isEqualTo("5");
    assertThat(printed.header("tail").orElse(""))
        .contains("hello")
        .containsPattern("Max Memory Used: [1-9][0-9]* MB");
    assertThat(api.invoke("any-" + language, "{\"do\":\"memory\"}").body())
        .contains("Runtime.OutOfMemory");
    assertThat(api.invoke("any-" + language, "{\"do\":\"exit\"}").body())
        .contains("Runtime.ExitError");
    assertThat(api.invoke("hasty-" + language, "{\"do\":\"wait\",\"millis\":30000}").body())
        .contains("Task timed out after 1.00 seconds");
    assertThat(api.invoke("any-" + language, "{\"fine\":true}").body())
        .isEqualToIgnoringWhitespace("{\"fine\":true}");
  }

  @Test
  void functionsInJavaRun() throws IOException {
    Path sources = Files.createDirectory(folder.resolve("java"));
    create(
        api,
        "java",
        runtime("java"),
        "Upper::answer",
        JavaArchive.compile(sources, "Upper", JAVA).flat());
    assertThat(api.invoke("java", "\"loud\"").body()).isEqualTo("\"LOUD\"");
  }

  @Test
  void customRuntimesFindTheirEvents() throws IOException {
    createShell(api, "shell");
    for (int i = 0; i < 3; i++) {
      assertThat(api.invoke("shell", "[" + i + "]").body()).isEqualTo("[" + i + "]");
    }
  }

  Path data() {
    return platform.data();
  }

  String health() {
    return api.send("GET", "/_martlet/health", new byte[0], "martlet", Map.of()).body();
  }

  /** What the start printed. */
  String output() {
    return platform.output();
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 2"})
  void neitherAStopNorAKillLeavesAnythingBehind(boolean kill, int number) throws IOException {
    int another = user == 0 ? 0 : user + number;
    List<Long> before = processes(another);
    Path home = Files.createDirectory(folder.resolve("home-" + number));
    Files.setAttribute(home, "unix:uid", another);
    try (Platform brief =
        Platform.startAs(another, folder.resolve("product"), home.resolve("data"), flags)) {
      Language.PYTHON.create(brief.api(), "warm", "");
      createShell(brief.api(), "shell-" + number);
      assertThat(brief.api().invoke("warm", "{}").status()).isEqualTo(200);
      assertThat(brief.api().invoke("shell-" + number, "1").body()).isEqualTo("1");
      assertThat(processes(another))
          .filteredOn(process -> !before.contains(process))
          .hasSizeGreaterThan(1);
      if (kill) {
        brief.kill();
      } else {
        assertThat(brief.stop()).isZero();
      }
    }
    while (kill && !before.containsAll(processes(another))) {
      Thread.onSpinWait(); // whoever dies with the platform does so after it
    }
    assertThat(processes(another)).isSubsetOf(before);
  }

  private List<Long> processes(int user) throws IOException {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.map(ProcessHandle::pid).filter(pid -> belongs(pid, user)).toList();
    }
  }

  private boolean belongs(long process, int user) {
    try {
      return belongsTo(user, (int) Files.getAttribute(Path.of("/proc/" + process), "unix:uid"));
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private void createShell(Api api, String name) throws IOException {
    Path code = Files.createDirectory(folder.resolve(name));
    Path bootstrap = Files.writeString(code.resolve("bootstrap"), SHELL);
    Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    create(api, name, "provided.al2023", "any", FolderArchive.base64(code));
  }

  private static void create(Api api, String name, String runtime, String handler, String zip) {
    Reply created =
        api.lambda(
            "POST",
            "/2015-03-31/functions",
            """
            {"FunctionName":"%s","Runtime":"%s","Handler":"%s","Timeout":10,"MemorySize":256,
             "Role":"arn:aws:iam::000000000000:role/any","Code":{"ZipFile":"%s"}}
            """
                .formatted(name, runtime, handler, zip));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(api.settled(name).member("State")).isEqualTo("Active");
  }

  private String runtime(String language) {
    Reply reply = api.send("GET", "/_martlet/runtimes", new byte[0], "martlet", Map.of());
    return Arrays.stream(reply.body().split("\"", -1))
        .filter(word -> word.matches(language + "[0-9.x]+"))
        .findFirst()
        .orElseThrow();
  }

  private static void succeed(String... command) throws Exception {
    assertThat(run(command)).as(String.join(" ", command)).isZero();
  }

  static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
