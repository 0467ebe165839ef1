package dev.martlet.app;

import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Region;
import dev.martlet.sandbox.Isolation;
import dev.martlet.store.DatabaseUrl;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list of all settings. */
final class Settings {
  static final Setting<Path> DATA =
      new Setting<>(
          "data",
          "the folder that holds everything",
          machine ->
              machine.root()
                  ? "/var/lib/martlet"
                  : machine.home().resolve(".local/share/martlet").toString(),
          Written::path);
  static final Setting<Optional<DatabaseUrl>> DATABASE =
      Setting.of(
          "database",
          "",
          Written::database,
          "the PostgreSQL database that holds the records; by default SQLite in the data folder");
  static final Setting<Integer> PORT =
      Setting.of("port", "4566", Written::port, "the management API's port; 0 is any free one");
  static final Setting<InetAddress> LISTEN =
      Setting.of(
          "listen",
          "127.0.0.1",
          Written::address,
          "the address to listen at; 0.0.0.0 and :: are all of the machine's");
  static final Setting<Boolean> PLAIN =
      Setting.of(
          "plain", "false", Written::yes, "answer other machines without TLS, in plain HTTP");
  static final Setting<Optional<Path>> TLS_CERT =
      Setting.of(
          "tls.cert", "", Written::file, "the certificate and those that vouch for it, in PEM");
  static final Setting<Optional<Path>> TLS_KEY =
      Setting.of("tls.key", "", Written::file, "the certificate's private key, in PEM");
  static final Setting<Integer> GATEWAY_PORT =
      Setting.of(
          "gateway.port",
          "8080",
          Written::port,
          "the port of users' traffic; opened once function URLs exist");
  static final Setting<List<Region>> REGIONS =
      Setting.of(
          "regions",
          "us-east-1",
          written -> Written.list(written, Region::new),
          "the regions that calls may be signed for");
  static final Setting<AccountId> ACCOUNT =
      Setting.of(
          "account",
          "000000000000",
          written -> new AccountId(Written.text(written)),
          "the account's 12-digit number");
  static final Setting<Boolean> DEV =
      Setting.of("dev", "false", Written::yes, "accept any credentials, on loopback only");
  static final Setting<Integer> CONCURRENCY =
      Setting.of(
          "concurrency",
          "1000",
          written -> Written.number(written, 1, 100_000),
          "invocations of the account at once");
  static final Setting<ByteSize> MEMORY =
      new Setting<>(
          "memory",
          "the summed memory of live environments",
          machine -> new ByteSize(machine.memory().bytes() / 4 * 3),
          Written::size);
  static final Setting<Duration> ADMISSION_WAIT =
      Setting.of(
          "admission.wait",
          "10s",
          written -> Written.duration(written, Duration.ZERO, Duration.ofMinutes(15)),
          "how long an invocation waits for memory or a start slot");
  static final Setting<Integer> EVENTS_CONCURRENCY =
      Setting.of(
          "events.concurrency",
          "32",
          written -> Written.number(written, 1, 10_000),
          "asynchronous invocations tried at once");
  static final Setting<Integer> EVENTS_QUEUE_LENGTH =
      Setting.of(
          "events.queue-length",
          "100000",
          written -> Written.number(written, 1, 100_000_000),
          "the most asynchronous invocations that are kept");
  static final Setting<ByteSize> EVENTS_QUEUE_SIZE =
      Setting.of(
          "events.queue-size",
          "1GB",
          Written::size,
          "the most that the payloads of those have together");
  static final Setting<Duration> FREEZE_AFTER =
      Setting.of(
          "freeze-after",
          "1s",
          written -> Written.duration(written, Duration.ofSeconds(1), Duration.ofDays(1)),
          "how long an idle environment runs on before it is frozen");
  static final Setting<Duration> KEEP_ALIVE =
      Setting.of(
          "keep-alive",
          "5m",
          written -> Written.duration(written, Duration.ofSeconds(1), Duration.ofDays(1)),
          "how long an idle environment is kept");
  static final Setting<Map<String, String>> SUBSTITUTES =
      Setting.of(
          "runtimes.substitute",
          "",
          Written::runtimes,
          "runtimes that deliberately stand in for others");
  static final Setting<Optional<Isolation.Level>> ISOLATION =
      Setting.of(
          "isolation",
          "auto",
          Written::isolation,
          "how functions are confined: root, user, none, or auto, the stronger of the first two");
  static final Setting<Optional<String>> CGROUP_PARENT =
      Setting.of(
          "cgroup.parent",
          "",
          written -> Optional.of(Written.text(written)).filter(text -> !text.isEmpty()),
          "the cgroup below which sandboxes live; by default the server's own");
  static final Setting<Boolean> CPU_STRICT =
      Setting.of(
          "cpu.strict",
          "false",
          Written::yes,
          "give functions processor time by their memory, even if more is free");
  static final Setting<Optional<ByteSize>> TMP_DISK =
      Setting.of(
          "tmp.disk",
          "",
          written ->
              Written.text(written).isEmpty()
                  ? Optional.empty()
                  : Optional.of(Written.size(written)),
          "what /tmp of all environments takes of the disk; by default half of what is free");
  static final Setting<Integer> LOG_RETENTION =
      Setting.of(
          "logs.retention-days",
          "30",
          written -> Written.number(written, 1, 3653),
          "how long functions' logs are kept");
  static final Setting<ByteSize> LOG_GROUP_SIZE =
      Setting.of(
          "logs.group-size",
          "256MB",
          Written::size,
          "the most one log group keeps; the oldest lines go first");
  static final Setting<Duration> SHUTDOWN_GRACE =
      Setting.of(
          "shutdown.grace",
          "30s",
          written -> Written.duration(written, Duration.ZERO, Duration.ofMinutes(15)),
          "how long running invocations may take to end at a stop");

  static final List<Setting<?>> ALL =
      List.of(
          DATA,
          DATABASE,
          PORT,
          LISTEN,
          PLAIN,
          TLS_CERT,
          TLS_KEY,
          GATEWAY_PORT,
          REGIONS,
          ACCOUNT,
          DEV,
          CONCURRENCY,
          MEMORY,
          ADMISSION_WAIT,
          EVENTS_CONCURRENCY,
          EVENTS_QUEUE_LENGTH,
          EVENTS_QUEUE_SIZE,
          FREEZE_AFTER,
          KEEP_ALIVE,
          SUBSTITUTES,
          ISOLATION,
          CGROUP_PARENT,
          CPU_STRICT,
          TMP_DISK,
          LOG_RETENTION,
          LOG_GROUP_SIZE,
          SHUTDOWN_GRACE);

  private Settings() {}

  /** Asks {@code values} for each one. */
  static Config config(Values values) {
    return new Config(
        values.of(DATA),
        values.of(DATABASE),
        new Doorstep(
            values.of(LISTEN),
            values.of(PORT),
            values.of(PLAIN),
            values.of(TLS_CERT),
            values.of(TLS_KEY)),
        values.of(GATEWAY_PORT),
        values.of(REGIONS),
        values.of(ACCOUNT),
        values.of(DEV),
        values.of(CONCURRENCY),
        values.of(MEMORY),
        values.of(ADMISSION_WAIT),
        values.of(EVENTS_CONCURRENCY),
        values.of(EVENTS_QUEUE_LENGTH),
        values.of(EVENTS_QUEUE_SIZE),
        values.of(FREEZE_AFTER),
        values.of(KEEP_ALIVE),
        values.of(SUBSTITUTES),
        values.of(ISOLATION),
        values.of(CGROUP_PARENT),
        values.of(CPU_STRICT),
        values.of(TMP_DISK),
        values.of(LOG_RETENTION),
        values.of(LOG_GROUP_SIZE),
        values.of(SHUTDOWN_GRACE));
  }

  /** Gives each setting its value. */
  interface Values {
    <T> T of(Setting<T> setting);
  }
}
