package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process: how it refuses to start, and how it stops. */
class ProcessIT {
  @TempDir Path folder;

  @Test
  void sigtermLetsRunningInvocationsEndAndNoNewOnesIn()
      throws InterruptedException, ExecutionException {
    try (Platform platform = Platform.start(folder.resolve("data"));
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Api api = platform.api();
      Language.PYTHON.create(api, "slow", "\"Timeout\":20");
      assertThat(api.invoke("slow", "{}").body()).isEqualTo("{}");
      Future<Reply> running =
          callers.submit(() -> api.invoke("slow", "{\"do\":\"wait\",\"millis\":2000}"));
      Busy.await(api);
      platform.terminate();
      assertThat(running.get().body()).isEqualTo("\"waited\"");
      assertThat(platform.end()).isZero();
      assertThat(platform.data().resolve("run/endpoints.json")).doesNotExist();
    }
  }

  @Test
  void aSecondSignalStopsAtOnce() throws InterruptedException {
    try (Platform platform = Platform.start(folder.resolve("data"));
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Api api = platform.api();
      Language.PYTHON.create(api, "slow", "\"Timeout\":60");
      Future<?> cut =
          callers.submit(() -> api.invoke("slow", "{\"do\":\"wait\",\"millis\":50000}"));
      Busy.await(api);
      platform.terminate();
      while (Files.exists(platform.data().resolve("run/endpoints.json"))) {
        Thread.onSpinWait();
      }
      assertThat(platform.stop()).isEqualTo(130);
      cut.cancel(true);
    }
  }

  @ParameterizedTest
  @CsvSource({"HUP, 1", "INT, 2"})
  void aClosedTerminalAndCtrlCStopItAsSigtermDoes(String signal, int number)
      throws InterruptedException, ExecutionException, IOException {
    try (Platform platform = Platform.start(folder.resolve("data"));
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      assumeThat(ignored(platform.pid(), number)).as("whoever runs the tests ignores it").isFalse();
      Api api = platform.api();
      Language.PYTHON.create(api, "slow", "\"Timeout\":20");
      Future<Reply> running =
          callers.submit(() -> api.invoke("slow", "{\"do\":\"wait\",\"millis\":2000}"));
      Busy.await(api);
      run("kill", "-" + signal, String.valueOf(platform.pid()));
      assertThat(running.get().body()).isEqualTo("\"waited\"");
      assertThat(platform.end()).isZero();
      assertThat(platform.data().resolve("run/endpoints.json")).doesNotExist();
    }
  }

  private static boolean ignored(long process, int signal) throws IOException {
    String mask =
        Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElseThrow();
    return (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1;
  }

  @Test
  void plainItAnswersBeyondLoopbackWithoutTls() throws IOException {
    try (Platform platform =
        Platform.start(folder.resolve("data"), "--listen", "0.0.0.0", "--plain")) {
      int port = platform.api().endpoint().getPort();
      URI health = URI.create("http://" + address() + ":" + port + "/_martlet/health");
      Reply reply = platform.api().unsigned("GET", health, new byte[0], Map.of());
      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    }
  }

  private static String address() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(found -> found instanceof Inet4Address && !found.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElse("127.0.0.2");
  }

  @Test
  void itsLogHasALineOfJsonForEveryChangeAndRefusalAndNoSecretOrPayload() throws IOException {
    try (Platform platform = Platform.start(folder.resolve("data"))) {
      Api api = platform.api();
      Language.PYTHON.create(api, "told", "\"Environment\":{\"Variables\":{\"WORD\":\"sesame\"}}");
      assertThat(api.invoke("told", "{\"do\":\"count\",\"x\":\"payload-of-mine\"}").status())
          .isEqualTo(200);
      Reply refused = api.function("missing");
      assertThat(platform.stop()).isZero();

      String log = Files.readString(Platform.log(platform.data()));
      assertThat(log.lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
      assertThat(log.lines().filter(line -> line.contains(" CreateFunction 201 "))).hasSize(1);
      assertThat(
              log.lines()
                  .filter(line -> line.contains(refused.header("x-amzn-requestid").orElseThrow())))
          .singleElement()
          .asString()
          .contains(" GetFunction 404 ResourceNotFoundException ");
      assertThat(log)
          .doesNotContain("sesame", "payload-of-mine", " Invoke ")
          .doesNotContain(keysOf(platform));
    }
  }

  private static String keysOf(Platform platform) throws IOException {
    String keys = Files.readString(platform.data().resolve("keys.json"));
    return new Reply(200, Map.of(), keys).member("secretAccessKey");
  }

  @Test
  void itSaysWhyItCannotStart() throws InterruptedException, IOException {
    try (Platform platform = Platform.start(folder.resolve("data"))) {
      refused(4, "is in use by process " + platform.pid(), platform.data());
      String port = String.valueOf(platform.api().endpoint().getPort());
      refused(4, "Port " + port + " of 127.0.0.1", folder.resolve("other"), "--port", port);
    }
    refused(2, "martlet: There is no flag --prot", folder.resolve("flag"), "--prot", "1");
    refused(2, "Give tls.cert and tls.key", folder.resolve("open"), "--listen", "0.0.0.0");
    refused(
        4,
        "martlet: There is no file /nope (tls.cert, tls.key).",
        folder.resolve("tls"),
        "--tls-cert",
        "/nope",
        "--tls-key",
        "/nope");
    refused(4, "martlet: /proc/martlet cannot", folder.resolve("d"), "--data", "/proc/martlet");
    List<String> files =
        Databases.embedded() ? List.of("keys.json", "martlet.db") : List.of("keys.json");
    for (String file : files) {
      Path data = Files.createDirectory(folder.resolve(file));
      Files.writeString(data.resolve(file), "no keys, no database".repeat(30));
      Files.createDirectory(data.resolve("run"));
      refused(4, "martlet: " + data.resolve(file) + " is ", data);
    }
  }

  @Test
  void itSaysThatItsDataMustNotLieOnAFileSystemWithoutExecution()
      throws InterruptedException, IOException {
    assumeThat(Databases.embedded()).as("SQLite's library lies there").isTrue();
    Path data = Files.createDirectory(folder.resolve("noexec"));
    run("mount", "-t", "tmpfs", "-o", "noexec,size=64m", "tmpfs", data.toString());
    try {
      refused(4, "mounted noexec", data);
    } finally {
      run("umount", data.toString());
    }
  }

  @Test
  void itSaysThatItsDiskIsFullOrReadOnly() throws InterruptedException, IOException {
    Path data = Files.createDirectory(folder.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", data.toString());
    try {
      refused(4, "has 4 MB of free disk space, and a start needs 32 MB", data);
      run("mount", "-o", "remount,ro,size=64m", data.toString());
      refused(4, "says 'Read-only file system'", data);
    } finally {
      run("umount", data.toString());
    }
  }

  @Test
  void healthSaysThatTheDiskIsNearlyFullAndStrangersLearnNoMore()
      throws InterruptedException, IOException {
    Path data = Files.createDirectory(folder.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", data.toString());
    try (Platform platform = Platform.start(data)) {
      Api api = platform.api();
      URI health = api.endpoint().resolve("/_martlet/health");
      assertThat(api.unsigned("GET", health, new byte[0], Map.of()).body())
          .contains("degraded")
          .doesNotContain("full");
      assertThat(api.health().body()).contains("is nearly full", "logs.group-size");
    } finally {
      run("umount", data.toString());
    }
  }

  private static void run(String... command) throws InterruptedException, IOException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
        .as(String.join(" ", command))
        .isZero();
  }

  private static void refused(int exit, String says, Path data, String... flags)
      throws InterruptedException, IOException {
    Process process = Platform.launch("serve", data, List.of(flags));
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(exit);
      assertThat(Files.readAllLines(Platform.log(data)).getLast())
          .startsWith("martlet: ")
          .contains(says);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void endpointsAreWrittenOnceItAnswers() throws IOException {
    try (Platform platform = Platform.start(folder.resolve("data"))) {
      Reply file =
          new Reply(200, Map.of(), Files.readString(platform.data().resolve("run/endpoints.json")));
      assertThat(file.member("management")).matches("http://127\\.0\\.0\\.1:\\d+");
      assertThat(file.member("gateway")).isEqualTo(file.member("management"));
      assertThat(file.member("pid")).isEqualTo(String.valueOf(platform.pid()));
      assertThat(file.member("version")).isEqualTo("0.1.0");
      assertThat(Files.getPosixFilePermissions(platform.data().resolve("keys.json")))
          .hasToString("[OWNER_READ, OWNER_WRITE]");
    }
  }
}
