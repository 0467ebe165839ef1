package dev.martlet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Region;
import dev.martlet.sandbox.Isolation;
import dev.martlet.store.DatabaseUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  private static final Machine SERVER =
      new Machine(ByteSize.megabytes(4096), 2, true, Path.of("/root"), "x86_64", "boot");
  private static final Machine LAPTOP =
      new Machine(ByteSize.megabytes(4096), 2, false, Path.of("/home/ada"), "x86_64", "boot");

  /** Every key with a value other than its default, as flag and variable write it. */
  private static final Map<String, String> OTHER =
      Map.ofEntries(
          Map.entry("data", "/srv/martlet"),
          Map.entry("database", "postgresql://ada@db:5433/martlet"),
          Map.entry("port", "1234"),
          Map.entry("listen", "::1"),
          Map.entry("plain", "no"),
          Map.entry("tls.cert", "/etc/cert.pem"),
          Map.entry("tls.key", "/etc/key.pem"),
          Map.entry("gateway.port", "4321"),
          Map.entry("regions", "eu-west-1, eu-central-1"),
          Map.entry("account", "123456789012"),
          Map.entry("dev", "true"),
          Map.entry("concurrency", "7"),
          Map.entry("memory", "2GB"),
          Map.entry("admission.wait", "1500ms"),
          Map.entry("events.concurrency", "5"),
          Map.entry("events.queue-length", "77"),
          Map.entry("events.queue-size", "128MB"),
          Map.entry("freeze-after", "3s"),
          Map.entry("keep-alive", "1m"),
          Map.entry("runtimes.substitute", "nodejs22.x=nodejs20.x"),
          Map.entry("cgroup.parent", "/martlet.slice"),
          Map.entry("isolation", "user"),
          Map.entry("cpu.strict", "yes"),
          Map.entry("tmp.disk", "9GB"),
          Map.entry("logs.retention-days", "3"),
          Map.entry("logs.group-size", "64MB"),
          Map.entry("shutdown.grace", "5s"));

  private static final Config EXPECTED =
      new Config(
          Path.of("/srv/martlet"),
          Optional.of(DatabaseUrl.parse("postgresql://ada@db:5433/martlet")),
          new Doorstep(
              InetAddress.ofLiteral("::1"),
              1234,
              false,
              Optional.of(Path.of("/etc/cert.pem")),
              Optional.of(Path.of("/etc/key.pem"))),
          4321,
          List.of(new Region("eu-west-1"), new Region("eu-central-1")),
          new AccountId("123456789012"),
          true,
          7,
          ByteSize.megabytes(2048),
          Duration.ofMillis(1500),
          5,
          77,
          ByteSize.megabytes(128),
          Duration.ofSeconds(3),
          Duration.ofMinutes(1),
          Map.of("nodejs22.x", "nodejs20.x"),
          Optional.of(Isolation.Level.USER),
          Optional.of("/martlet.slice"),
          true,
          Optional.of(ByteSize.megabytes(9216)),
          3,
          ByteSize.megabytes(64),
          Duration.ofSeconds(5));

  @TempDir Path folder;

  @Test
  void everyDefaultIsPinned() {
    assertThat(ready(List.of(), Map.of(), SERVER).config())
        .isEqualTo(
            new Config(
                Path.of("/var/lib/martlet"),
                Optional.empty(),
                new Doorstep(
                    InetAddress.ofLiteral("127.0.0.1"),
                    4566,
                    false,
                    Optional.empty(),
                    Optional.empty()),
                8080,
                List.of(new Region("us-east-1")),
                new AccountId("000000000000"),
                false,
                1000,
                ByteSize.megabytes(3072),
                Duration.ofSeconds(10),
                32,
                100_000,
                ByteSize.megabytes(1024),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                30,
                ByteSize.megabytes(256),
                Duration.ofSeconds(30)));
    assertThat(ready(List.of(), Map.of(), LAPTOP).config().data())
        .isEqualTo(Path.of("/home/ada/.local/share/martlet"));
  }

  @Test
  void everyKeyIsAFlag() {
    List<String> flags = new ArrayList<>();
    Settings.ALL.forEach(setting -> flags.addAll(List.of(setting.flag(), other(setting))));
    assertThat(ready(flags, Map.of(), SERVER).config()).isEqualTo(EXPECTED);
  }

  @Test
  void everyFlagStandsInTheHelpOfTheCommandLine() throws IOException {
    String help =
        Files.readString(Path.of("../cli/src/main/java/dev/martlet/cli/ServerCommands.java"));
    assertThat(Settings.ALL)
        .allSatisfy(setting -> assertThat(help).contains("names = \"" + setting.flag() + "\""));
  }

  @Test
  void everyKeyIsAnEnvironmentVariable() {
    Map<String, String> environment = new HashMap<>();
    Settings.ALL.forEach(setting -> environment.put(setting.variable(), other(setting)));
    assertThat(ready(List.of(), environment, SERVER))
        .isEqualTo(new SettingsReader.Result.Ready(EXPECTED, List.of()));
  }

  @Test
  void everyKeyStandsInTheFile() throws IOException {
    Path file =
        file(
            """
            data: /srv/martlet
            database: postgresql://ada@db:5433/martlet
            port: 1234
            listen: "::1"
            plain: false
            tls: {cert: /etc/cert.pem, key: /etc/key.pem}
            gateway: {port: 4321}
            regions: [eu-west-1, eu-central-1]
            account: "123456789012"
            dev: true
            concurrency: 7
            memory: 2 GB
            admission.wait: 1500ms
            events: {concurrency: 5, queue-length: 77, queue-size: 128MB}
            freeze-after: 3s
            keep-alive: 1m
            runtimes:
              substitute: {nodejs22.x: nodejs20.x}
            isolation: user
            cgroup:
              parent: /martlet.slice
            cpu: {strict: true}
            tmp: {disk: 9GB}
            logs: {retention-days: 3, group-size: 64MB}
            shutdown: {grace: 5s}
            """);
    assertThat(ready(List.of("--config", file.toString()), Map.of(), SERVER).config())
        .isEqualTo(EXPECTED);
  }

  @Test
  void aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
    Path file = file("port: 1\nconcurrency: 1\nkeep-alive: 1s\n");
    Map<String, String> environment =
        Map.of("MARTLET_CONFIG", file.toString(), "MARTLET_PORT", "2", "MARTLET_CONCURRENCY", "2");
    Config config = ready(List.of("--port=3"), environment, SERVER).config();
    assertThat(config.doorstep().port()).isEqualTo(3);
    assertThat(config.concurrency()).isEqualTo(2);
    assertThat(config.keepAlive()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void allProblemsAreReportedAtOnce() throws IOException {
    Path file = file("prot: 4566\nadmission: {wiat: 1s}\nmemory: lots\n");
    var result =
        SettingsReader.read(
            List.of(
                "--config",
                file.toString(),
                "--verbose",
                "--admision-wait",
                "3s",
                "extra",
                "--port",
                "70000",
                "--account"),
            Map.of("MARTLET_KEEP_ALIVE", "soon"),
            SERVER);
    assertThat(((SettingsReader.Result.Rejected) result).problems())
        .containsExactlyInAnyOrder(
            "There is no flag --verbose.",
            "There is no flag --admision-wait. Did you mean --admission-wait?",
            "There is no use for 'extra': everything is told by flags.",
            "--account needs a value.",
            file + ": there is no key prot. Did you mean port?",
            file + ": there is no key admission.wiat. Did you mean admission.wait?",
            file + ", memory: 'lots': a size such as 512MB or 8GB is expected.",
            "--port: '70000': a whole number from 0 to 65535 is expected.",
            "MARTLET_KEEP_ALIVE: 'soon': a time such as 500ms, 30s, 5m or 1h is expected, at most"
                + " 1440m, at least 1s.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--listen 0.0.0.0 | Give tls.cert and tls.key; or plain",
        "--listen 10.0.0.5 --dev --plain | listen must be loopback",
        "--tls-cert /c | tls.cert and tls.key belong together",
        "--tls-cert /c --tls-key /k --plain | leave one out",
        "--listen example.org | an address such as 127.0.0.1",
      })
  void whatDoesNotGoTogetherIsRefusedWithTheRemedy(String flags, String says) {
    var result = SettingsReader.read(List.of(flags.split(" ")), Map.of(), SERVER);
    assertThat(((SettingsReader.Result.Rejected) result).problems())
        .singleElement()
        .asString()
        .contains(says);
  }

  @Test
  void plainAloneMeansTrue() {
    Config config = ready(List.of("--listen", "0.0.0.0", "--plain"), Map.of(), SERVER).config();
    assertThat(config.doorstep().plain()).isTrue();
    assertThat(config.doorstep().near()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void anUnknownVariableIsAWarning() {
    assertThat(ready(List.of(), Map.of("MARTLET_PROT", "1", "PATH", "/bin"), SERVER).warnings())
        .containsExactly("The environment variable MARTLET_PROT means nothing to Martlet.");
  }

  @Test
  void aFileThatIsMissingOrNotYamlIsRefused() throws IOException {
    for (Path file : List.of(folder.resolve("none.yaml"), file("a: b: c"), file("- 1"))) {
      assertThat(SettingsReader.read(List.of("--config", file.toString()), Map.of(), SERVER))
          .isInstanceOf(SettingsReader.Result.Rejected.class);
    }
  }

  @Test
  void aFileThatIsMissingIsToldOnce() {
    assertThat(SettingsReader.read(List.of("--config", "/nope.yaml"), Map.of(), SERVER))
        .isEqualTo(
            new SettingsReader.Result.Rejected(List.of("There is no settings file /nope.yaml.")));
  }

  @Test
  void whatIsNotYamlIsToldInOneLine() throws IOException {
    Path file = file("port: 1\nlisten: [");
    assertThat(SettingsReader.read(List.of("--config", file.toString()), Map.of(), SERVER))
        .isInstanceOfSatisfying(
            SettingsReader.Result.Rejected.class,
            rejected ->
                assertThat(rejected.problems())
                    .singleElement()
                    .asString()
                    .startsWith(file + ", line 2 is not YAML: ")
                    .doesNotContain("\n"));
  }

  @Test
  void aSubstituteThatIsNoRuntimeIsRefused() {
    var result =
        SettingsReader.read(List.of("--runtimes-substitute", "nodejs22.x=cobol"), Map.of(), SERVER);
    assertThat(((SettingsReader.Result.Rejected) result).problems())
        .singleElement()
        .asString()
        .contains("--runtimes-substitute", "'cobol' is no runtime");
  }

  @Test
  void aPasswordIsRepeatedNowhereAndTheWarningSaysWhoCanReadIt() throws IOException {
    Path file = file("database: postgresql://ada:sesame@db/martlet\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    var inFile = ready(List.of("--config", file.toString()), Map.of(), SERVER);
    assertThat(inFile.warnings()).singleElement().asString().contains("chmod 600 " + file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(ready(List.of("--config", file.toString()), Map.of(), SERVER).warnings()).isEmpty();

    String url = "postgres://ada:sesame@db/martlet";
    assertThat(ready(List.of(), Map.of("MARTLET_DATABASE", url), SERVER).warnings()).isEmpty();
    assertThat(ready(List.of("--database", url), Map.of(), SERVER).warnings())
        .singleElement()
        .asString()
        .contains("Every user of this machine can read the password");

    var unfit = SettingsReader.read(List.of("--database", "ada:sesame@db"), Map.of(), SERVER);
    assertThat(((SettingsReader.Result.Rejected) unfit).problems())
        .singleElement()
        .asString()
        .startsWith("--database: postgresql://USER:PASSWORD@HOST")
        .doesNotContain("sesame");
    assertThat(inFile.toString()).contains("postgresql://ada@db:5432/martlet");
    assertThat(inFile.toString() + unfit).doesNotContain("sesame");
  }

  @Test
  void theAccountsConcurrencyIsBoundedByMemoryToo() {
    assertThat(ready(List.of(), Map.of(), SERVER).config().accountConcurrency()).isEqualTo(24);
    assertThat(EXPECTED.accountConcurrency()).isEqualTo(7);
  }

  private static String other(Setting<?> setting) {
    return Optional.ofNullable(OTHER.get(setting.key())).orElseThrow();
  }

  private Path file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "martlet", ".yaml"), content);
  }

  private static SettingsReader.Result.Ready ready(
      List<String> flags, Map<String, String> environment, Machine machine) {
    return (SettingsReader.Result.Ready) SettingsReader.read(flags, environment, machine);
  }
}
