package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Runtimes.Installed;
import dev.martlet.model.Runtimes.Language;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile programs in real sandboxes, while a neighbour is called all along. Each asserts negative
 * facts: what it tries is refused, it ends as it should, nothing of it is left, and nobody else
 * notices. Needs root, control groups of version 1, and a Python.
 */
@Timeout(120)
class HostileIT {
  private static final ByteSize NEIGHBOURS_MEMORY = ByteSize.megabytes(64);

  @TempDir static Path directory;
  private static Grounds grounds;
  private static Installed python;
  private static Neighbour neighbour;
  private static ServerSocketChannel listener;

  @BeforeAll
  static void open() throws Exception {
    grounds = new Grounds(directory);
    python =
        InstalledRuntimes.search(
                List.of(), Path.of("/root"), directory.resolve("versions"), Map.of())
            .installed()
            .stream()
            .filter(installed -> installed.language() == Language.PYTHON)
            .findFirst()
            .orElseThrow();
    listener = ServerSocketChannel.open().bind(new InetSocketAddress(0));
    listener.configureBlocking(false);
    Sandbox sandbox =
        grounds.start(spec("neighbour", Neighbour.PROGRAM, NEIGHBOURS_MEMORY, List.of()));
    neighbour = new Neighbour(sandbox);
    neighbour.awaitCall();
  }

  @AfterAll
  static void close() throws Exception {
    neighbour.close();
    listener.close();
    grounds.close();
  }

  static Stream<Attack> attacks() {
    return Attack.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theWallHoldsAndTheNeighbourDoesNotNotice(Attack attack) throws Exception {
    List<Path> before = SandboxesIT.Traces.controlGroups(directory);
    try (Sandbox sandbox =
        grounds.start(spec("hostile", preludeAnd(attack), attack.memory(), facts(attack)))) {
      FutureTask<String> output = Grounds.drain(sandbox.output());
      if (attack.ending() instanceof Ending.Killed(KillReason reason)) {
        for (int i = 0; i < 100; i++) {
          neighbour.awaitCall();
        }
        sandbox.kill(reason);
      }
      Ending ending = sandbox.awaitEnd(Grounds.PATIENCE).orElseThrow();
      assertThat(ending).as(() -> "It said: " + head(output)).isEqualTo(attack.ending());
    }
    neighbour.awaitCall();
    assertThat(SandboxesIT.Traces.controlGroups(directory)).isEqualTo(before);
    try (SocketChannel visitor = listener.accept()) {
      assertThat(visitor).isNull();
    }
  }

  @Test
  void nothingButOurListenerAnswersOnTheLoopbackOfACustomRuntime() throws Exception {
    String program =
        """
        import socket, sys
        found = []
        for port in range(1, 65536):
            with socket.socket() as knocking:
                # A port that is knocked at from itself answers itself.
                if (knocking.connect_ex(("127.0.0.1", port)) == 0
                        and knocking.getsockname() != knocking.getpeername()):
                    found.append(port)
        print(found)
        sys.exit(0 if found == [9001] else 66)
        """;
    SandboxSpec plain = spec("scan", program, ByteSize.megabytes(64), List.of());
    SandboxSpec listening =
        new SandboxSpec(
            plain.id(),
            plain.command(),
            plain.environment(),
            plain.directory(),
            plain.binds(),
            plain.limits(),
            OptionalInt.of(9001),
            plain.startTimeout());
    try (Sandbox sandbox = grounds.start(listening)) {
      assertThat(sandbox.awaitEnd(Grounds.PATIENCE)).contains(new Ending.Exited(0));
    }
    neighbour.awaitCall();
  }

  private static String head(FutureTask<String> output) {
    String text = output.resultNow();
    return text.substring(0, Math.min(text.length(), 2000));
  }

  private static String preludeAnd(Attack attack) throws IOException {
    try (InputStream prelude = HostileIT.class.getResourceAsStream("hostile.py")) {
      return new String(prelude.readAllBytes(), StandardCharsets.UTF_8) + attack.program();
    }
  }

  private static List<String> facts(Attack attack) throws IOException {
    return List.of(
        "data=" + directory,
        "neighbour=" + directory.resolve("neighbour/neighbour.py"),
        "server=" + ProcessHandle.current().pid(),
        "host=" + hostAddress(),
        "port=" + listener.socket().getLocalPort(),
        "memory=" + attack.memory().bytes(),
        "processes=1024");
  }

  private static String hostAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElse("127.0.0.1");
  }

  private static SandboxSpec spec(
      String name, String program, ByteSize memory, List<String> arguments) throws IOException {
    Path code = Files.createDirectories(directory.resolve(name));
    Files.setPosixFilePermissions(code, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(code.resolve(name + ".py"), program);
    List<Bind> binds = new ArrayList<>(List.of(new Bind(code, Bind.CODE)));
    python.home().ifPresent(home -> binds.add(new Bind(home, Bind.LANGUAGE)));
    List<String> command = new ArrayList<>();
    command.addAll(List.of(python.executableInside().toString(), "-I", "-S", "-B", "-u"));
    command.add(Bind.CODE + "/" + name + ".py");
    command.addAll(arguments);
    return Grounds.spec(memory, binds, command.toArray(String[]::new));
  }
}
