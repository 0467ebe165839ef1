package dev.martlet.cli;

import dev.martlet.cli.report.Failure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/**
 * The commands that the script sends elsewhere: {@code up} and {@code serve} to the server, {@code
 * test}, {@code package} and {@code bench} to the build. They are here for their help.
 */
// Nobody reads the options: they are declared so that the help tells them.
@SuppressWarnings("UnusedVariable")
final class ServerCommands {
  private ServerCommands() {}

  /** What {@code up} and {@code serve} share. */
  abstract static class Server implements Runnable {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "Where code, logs, keys and, without --database, records are kept. Else MARTLET_DATA,"
                + " else /var/lib/martlet for root.")
    private String data = "";

    @Option(
        names = "--database",
        paramLabel = "URL",
        description =
            "Keep the records in PostgreSQL: postgresql://USER@HOST:PORT/DATABASE. Else in SQLite,"
                + " in the data folder. A password is better given in the settings file.")
    private String database = "";

    @Option(
        names = "--port",
        paramLabel = "N",
        description =
            "Port of AWS's API and of /_martlet/; 4566 unless told otherwise, 0: any free.")
    private int port = 4566;

    @Option(
        names = "--listen",
        paramLabel = "ADDRESS",
        description =
            "Address to listen at; 127.0.0.1 unless told otherwise. Others need TLS, or --plain.")
    private String listen = "127.0.0.1";

    @Option(
        names = "--tls-cert",
        paramLabel = "FILE",
        description = "Speak TLS with this certificate, in PEM. Read again when it changes.")
    private String tlsCertificate = "";

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, in PEM.")
    private String tlsKey = "";

    @Option(
        names = "--plain",
        description = "Answer other machines without TLS: behind a proxy, in a trusted network.")
    private boolean plain;

    @Option(
        names = "--gateway-port",
        paramLabel = "N",
        description = "Port of users' traffic; not opened until function URLs come.")
    private int gatewayPort = 8080;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Settings in YAML, see docs/configuration.md.")
    private String config = "";

    @Option(names = "--regions", paramLabel = "NAME,…", description = "Regions to serve.")
    private String regions = "";

    @Option(names = "--account", paramLabel = "N", description = "The account's 12 digits.")
    private String account = "";

    @Option(
        names = "--concurrency",
        paramLabel = "N",
        description = "Invocations at once; further ones are throttled.")
    private String concurrency = "";

    @Option(
        names = "--memory",
        paramLabel = "SIZE",
        description = "Memory of all functions together; else three quarters of the machine's.")
    private String memory = "";

    @Option(
        names = "--admission-wait",
        paramLabel = "TIME",
        description = "How long a call waits for memory or a start.")
    private String admissionWait = "";

    @Option(
        names = "--events-concurrency",
        paramLabel = "N",
        description = "Asynchronous invocations at once.")
    private String eventsConcurrency = "";

    @Option(
        names = "--events-queue-length",
        paramLabel = "N",
        description = "The most asynchronous invocations that wait.")
    private String eventsQueueLength = "";

    @Option(
        names = "--events-queue-size",
        paramLabel = "SIZE",
        description = "The most that their payloads have together.")
    private String eventsQueueSize = "";

    @Option(
        names = "--freeze-after",
        paramLabel = "TIME",
        description = "How long an idle environment runs on before it is frozen.")
    private String freezeAfter = "";

    @Option(
        names = "--keep-alive",
        paramLabel = "TIME",
        description = "How long an idle environment is kept.")
    private String keepAlive = "";

    @Option(
        names = "--runtimes-substitute",
        paramLabel = "A=B,…",
        description = "Runtimes that stand in for others: nodejs22.x=nodejs20.x.")
    private String substitutes = "";

    @Option(
        names = "--isolation",
        paramLabel = "LEVEL",
        description = "How functions are confined: auto, root, user, none.")
    private String isolation = "";

    @Option(names = "--cgroup-parent", paramLabel = "PATH", description = "Sandboxes' cgroup.")
    private String cgroupParent = "";

    @Option(
        names = "--cpu-strict",
        description = "Give functions processor time by their memory, even if more is free.")
    private boolean strictCpu;

    @Option(
        names = "--tmp-disk",
        paramLabel = "SIZE",
        description = "What /tmp of all functions takes of the disk.")
    private String temporaryDisk = "";

    @Option(
        names = "--logs-retention-days",
        paramLabel = "N",
        description = "How long functions' logs are kept.")
    private String retentionDays = "";

    @Option(
        names = "--logs-group-size",
        paramLabel = "SIZE",
        description = "The most that one log group keeps.")
    private String groupSize = "";

    @Option(
        names = "--shutdown-grace",
        paramLabel = "TIME",
        description = "What running invocations have at a stop. Defaults: docs/limits.md.")
    private String shutdownGrace = "";

    @Option(
        names = "--dev",
        description = "Accept calls with any credentials, from everybody on this machine.")
    private boolean dev;

    @Option(
        names = "--no-install",
        description = "Fail where a package is missing, instead of installing it as root.")
    private boolean noInstall;

    @Override
    public void run() {
      throw Failure.usage("This command is for the script: ./martlet up, ./martlet serve.");
    }
  }

  @Command(
      name = "up",
      header = "Start a platform and an example function, and show how to call it.",
      description = {
        "",
        "  ./martlet up",
        "  ./martlet up --data /tmp/trial --port 0    a second platform, on any free port",
        "",
        "Stays in the foreground. Ctrl-C lets running invocations end, a second Ctrl-C does not."
      })
  static final class Up extends Server {}

  @Command(
      name = "serve",
      header = "Start a platform.",
      description = {
        "",
        "  ./martlet serve --config /etc/martlet.yaml",
        "",
        "Writes run/endpoints.json into the data directory as soon as it answers. SIGTERM lets"
            + " running invocations end, a second one does not."
      })
  static final class Serve extends Server {}

  /** What {@code test}, {@code package} and {@code bench} share. */
  abstract static class Build implements Runnable {
    @Option(
        names = "--no-install",
        description = "Fail where a package is missing, instead of installing it as root.")
    private boolean noInstall;

    @Unmatched private List<String> others = new ArrayList<>();

    @Override
    public void run() {
      throw Failure.usage("This command is for the script: ./martlet test, ./martlet bench.");
    }
  }

  @Command(
      name = "test",
      header = "Run the tests, unit to acceptance.",
      description = {
        "",
        "  ./martlet test --quick            gates, unit tests and contract suites: under 4"
            + " minutes",
        "  ./martlet test                    everything: sandboxes, PostgreSQL, real AWS clients",
        "  ./martlet test --clean-resolve    with every dependency fetched anew",
        "  ./martlet test --vm               sandboxes, and then the product, in a virtual",
        "                                    machine with control groups of version 2",
        "  ./martlet test --vm sandbox.HostileIT"
      })
  static final class Test extends Build {
    @Option(names = "--quick", description = "Only what needs no root, no sandbox, no client.")
    private boolean quick;

    @Option(names = "--clean-resolve", description = "Begin with an empty Maven repository.")
    private boolean cleanResolve;

    @Option(
        names = "--vm",
        description = "In a virtual machine, all tests that matter there or those that are named.")
    private boolean inVirtualMachine;
  }

  @Command(
      name = "package",
      header = "Make a tarball and a Debian package that need no JDK and no build tools.",
      description = {
        "",
        "  ./martlet package",
        "",
        "Both come to target/package, for machines of this one's kind. docs/operate.md tells how to"
            + " install them."
      })
  static final class Pack extends Build {}

  @Command(
      name = "bench",
      header = "Measure the platform against references in the same run.",
      description = {
        "",
        "  ./martlet bench                   every row but soak and hour",
        "  ./martlet bench node start        only these parts: node, python, java, custom,",
        "                                    neighbour (one that burns CPU), rest, first,",
        "                                    create, start, events, crash (kill -9 in 50",
        "                                    rounds), soak (a quarter of an hour), hour",
        "",
        "docs/performance.md tells how to read the table."
      })
  static final class Bench extends Build {
    @Option(names = "--quick", description = "Fewer repetitions, for a glance while tuning.")
    private boolean quick;

    @Option(names = "--keep", description = "Replace the table and plot of docs/performance.md.")
    private boolean keep;
  }
}
