package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;

/**
 * Where the prober is let loose: sandboxes, a neighbour in one of them that is called all along,
 * and somebody of the host who listens.
 */
final class HostileGround implements AutoCloseable {
  static final ByteSize SMALL = ByteSize.megabytes(64);
  static final int PORT = 9001;
  private static final Map<String, String> VARIABLES = Map.of("LANG", "C.UTF-8");
  private static final Map<String, String> SECRETS = Map.of("SECRET", "of the neighbour");
  private static final List<String> NAMESPACES =
      List.of("mnt", "pid", "net", "ipc", "uts", "cgroup");

  final Grounds grounds;
  final Neighbour neighbour;
  private final Path directory;
  private final Isolation.Level level;
  private final Prober prober;
  private final ProcessHandle neighboursProcess;
  private final ServerSocketChannel listener;
  private final List<Path> before;

  HostileGround(Path directory, Isolation.Level level) throws Exception {
    this.directory = directory;
    this.level = level;
    // So that nothing but the wall keeps anybody out of it.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    prober = Prober.in(directory.resolve("prober"));
    grounds = Grounds.at(level, directory);
    listener = ServerSocketChannel.open().bind(new InetSocketAddress(0));
    listener.configureBlocking(false);
    List<String> mode =
        level == Isolation.Level.NONE ? List.of("neighbour", "poor") : List.of("neighbour");
    Path neighbours = Prober.in(directory.resolve("neighbour")).folder();
    neighbour = new Neighbour(grounds.start(spec(neighbours, SMALL, SECRETS, mode)));
    neighbour.awaitCall();
    // By the path inside, or the real one where that is the same.
    List<String> programs = List.of(Prober.INSIDE, neighbours.resolve("prober").toString());
    neighboursProcess =
        ProcessHandle.current()
            .descendants()
            .filter(process -> process.info().command().filter(programs::contains).isPresent())
            .findFirst()
            .orElseThrow();
    before = groups();
  }

  /** The prober in a sandbox of its own. */
  SandboxSpec spec(ByteSize memory, String... arguments) {
    return spec(prober.folder(), memory, VARIABLES, List.of(arguments));
  }

  private static SandboxSpec spec(
      Path code, ByteSize memory, Map<String, String> variables, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(Prober.INSIDE));
    command.addAll(arguments);
    return new SandboxSpec(
        new SandboxId(UUID.randomUUID().toString()),
        command,
        variables,
        "/tmp",
        List.of(new Bind(code, Bind.CODE)),
        SandboxLimits.ofMemory(memory),
        Grounds.PATIENCE);
  }

  /** What it finds in a sandbox that is spoken to through descriptors. */
  List<Prober.Finding> insideWithFrames(ByteSize memory) throws Exception {
    return inside(spec(memory, facts(memory, "listening=0")));
  }

  /** What it finds in a sandbox that has the Runtime API. */
  List<Prober.Finding> insideWithRuntimeApi(ByteSize memory) throws Exception {
    return inside(Grounds.withPort(PORT, spec(memory, facts(memory, "listening=" + PORT))));
  }

  private List<Prober.Finding> inside(SandboxSpec spec) throws Exception {
    Grounds.Run run = grounds.run(spec);
    if (!run.ending().equals(new Ending.Exited(0))) {
      throw new AssertionError("The prober ended with " + run.ending() + ": " + run.output());
    }
    return Prober.findings(run.output());
  }

  /** What it finds without any wall, beside a neighbour without one. */
  List<Prober.Finding> outside() throws Exception {
    Process stranger = outside(List.of(prober.program().toString(), "neighbour")).start();
    try {
      stranger.getOutputStream().write('x');
      stranger.getOutputStream().flush();
      stranger.getInputStream().readNBytes(1);
      // With a descriptor that is left open and a variable that is left set.
      List<String> command =
          new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$0\" \"$@\" 7</etc/passwd"));
      command.addAll(List.of(prober.program().toString(), "facts", "where=outside", "level=root"));
      command.addAll(
          told(
              SMALL,
              stranger.toHandle(),
              prober.folder(),
              Files.createDirectories(directory.resolve("temporary"))));
      command.add("listening=0");
      Process process =
          outside(command).redirectInput(Redirect.from(Path.of("/dev/null").toFile())).start();
      return Prober.findings(Prober.read(process));
    } finally {
      stranger.getOutputStream().close();
      stranger.waitFor();
    }
  }

  private static ProcessBuilder outside(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
    builder.environment().putAll(SECRETS);
    return builder;
  }

  private String[] facts(ByteSize memory, String more) throws IOException {
    List<String> facts = new ArrayList<>(List.of("facts", "where=inside", more));
    facts.add("level=" + level.key());
    facts.addAll(told(memory, neighboursProcess, Path.of(Bind.CODE), Path.of("/tmp")));
    return facts.toArray(String[]::new);
  }

  private List<String> told(ByteSize memory, ProcessHandle stranger, Path code, Path temporary)
      throws IOException {
    List<String> told = new ArrayList<>();
    told.add("data=" + directory);
    told.add("neighbour=" + directory.resolve("neighbour/plain"));
    told.add("launcher=" + Grounds.LAUNCHER);
    told.add("server=" + ProcessHandle.current().pid());
    told.add("neighbours-process=" + stranger.pid());
    told.add(
        "neighbours-user=" + Files.getAttribute(Path.of("/proc", "" + stranger.pid()), "unix:uid"));
    told.add("host=" + hostAddress());
    told.add("port=" + listener.socket().getLocalPort());
    told.add("memory=" + memory.bytes());
    told.add("temporary-bytes=" + temporaryBytes(memory));
    told.add("patience-ms=" + Grounds.PATIENCE.toMillis() / 2);
    told.add("code=" + code);
    told.add("temporary=" + temporary);
    for (String kind : NAMESPACES) {
      Path own = Path.of("/proc/self/ns", kind);
      told.add("namespace-" + kind + "=" + Files.readSymbolicLink(own));
    }
    return told;
  }

  /** Half of what somebody must not be able to hoard: below root, until the launcher looks. */
  long toHoard(ByteSize memory) {
    return level == Isolation.Level.ROOT ? memory.bytes() : 16 * memory.bytes();
  }

  /** What {@code /tmp} of a function has room for. */
  long temporaryBytes(ByteSize memory) throws IOException {
    return level == Isolation.Level.ROOT
        ? DiskTemplate.sizeOf(SandboxLimits.TEMPORARY).bytes()
        : Scratches.inMemory(SandboxLimits.ofMemory(memory)).size().bytes();
  }

  private static String hostAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElse("127.0.0.1");
  }

  /** Starts a sandbox with the prober and drains what it writes. */
  Hostile start(ByteSize memory, String... arguments) {
    Sandbox sandbox = grounds.start(spec(memory, arguments));
    return new Hostile(sandbox, Grounds.drain(sandbox.output()));
  }

  record Hostile(Sandbox sandbox, FutureTask<String> output) {
    String head() {
      String text = output.resultNow();
      return text.substring(0, Math.min(text.length(), 2000));
    }
  }

  /** The control groups that are there now and were not before the first attack. */
  List<Path> left() throws Exception {
    List<Path> left = new ArrayList<>(groups());
    left.removeAll(before);
    return left;
  }

  private List<Path> groups() throws Exception {
    return level == Isolation.Level.ROOT ? SandboxesIT.Traces.controlGroups(directory) : List.of();
  }

  /** Whether somebody has come to the listener of the host since it was last asked. */
  boolean wasVisited() throws IOException {
    boolean visited = false;
    while (true) {
      try (SocketChannel visitor = listener.accept()) {
        if (visitor == null) {
          return visited;
        }
        visited = true;
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      neighbour.close();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
    listener.close();
    grounds.close();
  }
}
