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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole product, run by a user without any rights. */
@Timeout(120)
class OrdinaryUserIT {
  private static final int USER = 64_017;
  private static final String SHELL =
      """
      #!/bin/bash
      api=http://127.0.0.1:9001/2018-06-01/runtime/invocation
      while :; do
        event=$(curl -sS -D /tmp/head $api/next)
        id=$(sed -n 's/^Lambda-Runtime-Aws-Request-Id: *//Ip' /tmp/head | tr -d '\\r')
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

  @TempDir static Path folder;
  private static Platform platform;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path product = folder.resolve("product");
    succeed("cp", "-a", Repository.product().toString(), product.toString());
    succeed("chmod", "-R", "a+rX", product.toString());
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.setAttribute(home, "unix:uid", USER);
    Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
    assumeThat(run("setpriv", "--reuid=" + USER, "--clear-groups", "test", "-x", java.toString()))
        .as("whether ordinary users can run " + java)
        .isZero();
    platform = Platform.startAs(USER, product, home.resolve("data"));
    api = platform.api();
  }

  @AfterAll
  static void stop() {
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

  @Test
  void healthTellsThatTheWallIsThinner() {
    Reply health = api.send("GET", "/_martlet/health", new byte[0], "martlet", Map.of());
    assertThat(health.body()).contains("confined without root's rights", "docs/isolation.md");
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 2"})
  void neitherAStopNorAKillLeavesAnythingBehind(boolean kill, int number) throws IOException {
    int user = USER + number;
    Path home = Files.createDirectory(folder.resolve("home-" + user));
    Files.setAttribute(home, "unix:uid", user);
    try (Platform brief = Platform.startAs(user, folder.resolve("product"), home.resolve("data"))) {
      Language.PYTHON.create(brief.api(), "warm", "");
      createShell(brief.api(), "shell-" + user);
      assertThat(brief.api().invoke("warm", "{}").status()).isEqualTo(200);
      assertThat(brief.api().invoke("shell-" + user, "1").body()).isEqualTo("1");
      assertThat(processes(user)).hasSizeGreaterThan(5);
      if (kill) {
        brief.kill();
      } else {
        assertThat(brief.stop()).isZero();
      }
    }
    while (kill && !processes(user).isEmpty()) {
      Thread.onSpinWait(); // whoever dies with the platform does so after it
    }
    assertThat(processes(user)).isEmpty();
  }

  private static List<Long> processes(int user) throws IOException {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.map(ProcessHandle::pid).filter(pid -> belongs(pid, user)).toList();
    }
  }

  private static boolean belongs(long process, int user) {
    try {
      return Files.getAttribute(Path.of("/proc/" + process), "unix:uid").equals(user);
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void createShell(Api api, String name) throws IOException {
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

  private static String runtime(String language) {
    Reply reply = api.send("GET", "/_martlet/runtimes", new byte[0], "martlet", Map.of());
    return Arrays.stream(reply.body().split("\"", -1))
        .filter(word -> word.matches(language + "[0-9.x]+"))
        .findFirst()
        .orElseThrow();
  }

  private static void succeed(String... command) throws Exception {
    assertThat(run(command)).as(String.join(" ", command)).isZero();
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
