package dev.martlet.runtime;

import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Region;
import dev.martlet.model.RequestId;
import dev.martlet.model.RoleCredentials;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real interpreter running our bootstrap as a plain process, without a sandbox around it. */
final class GuestProcess implements AutoCloseable {
  static final RequestId REQUEST = new RequestId("8d0b4b0e-0000-4000-8000-000000000001");
  static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:square";

  // Does what the launcher does: connects, and hands the connections over as descriptors 3 and 4.
  private static final String CONNECT =
      """
      import os, sys, _socket
      streams = [_socket.socket(1, 1), _socket.socket(1, 1)]
      for stream in streams:
          stream.connect(sys.argv[1])
      copies = [os.dup(stream.fileno()) for stream in streams]
      for number, copy in enumerate(copies, 3):
          os.dup2(copy, number)
      os.execv(sys.argv[2], sys.argv[2:])
      """;

  private final Path output;
  private final Process process;
  private final GuestConnection connection;
  private final FunctionVersion function;

  GuestProcess(GuestCase what, Path directory) throws IOException {
    Path code = Files.createDirectories(directory.resolve("task"));
    for (Map.Entry<String, String> file : what.files().entrySet()) {
      Path target = code.resolve(file.getKey());
      Files.createDirectories(Optional.ofNullable(target.getParent()).orElse(code));
      Files.writeString(target, file.getValue());
    }
    JavaSources.compile(code);
    function = function(what);
    output = directory.resolve("output");
    RuntimeCommand command =
        RuntimeCommand.of(
            function,
            interpreter(what.runtime()).toString(),
            "stream",
            new RoleCredentials.Temporary("ASIAEXAMPLE", "secret", "token"));
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("frames"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      process = start(command, code, address);
      connection = new GuestConnection(server.accept(), server.accept(), new FrameBuffers());
    }
  }

  private Process start(RuntimeCommand command, Path code, UnixDomainSocketAddress address)
      throws IOException {
    Path bootstrap =
        switch (command.bootstrap().orElseThrow()) {
          case "java" -> JavaSources.BOOTSTRAP;
          default ->
              Path.of("..", "guest", command.bootstrap().orElseThrow())
                  .toAbsolutePath()
                  .normalize();
        };
    List<String> line = new ArrayList<>(List.of(interpreter("python").toString(), "-I", "-S"));
    line.addAll(List.of("-c", CONNECT, address.toString()));
    command.command().forEach(part -> line.add(inside(part, code, bootstrap)));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().clear();
    command.variables().forEach((k, v) -> builder.environment().put(k, inside(v, code, bootstrap)));
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private static String inside(String text, Path code, Path bootstrap) {
    return text.replace("/var/runtime", bootstrap.toString()).replace("/var/task", code.toString());
  }

  /** The interpreter under test: a system property names another than the machine's own. */
  static Path interpreter(String runtime) {
    if (runtime.startsWith("java")) {
      return Path.of(
          System.getProperty("martlet.test.java", System.getProperty("java.home") + "/bin/java"));
    }
    String name = runtime.startsWith("python") ? "python3" : "node";
    return Path.of(System.getProperty("martlet.test." + name, "/usr/bin/" + name));
  }

  private static FunctionVersion function(GuestCase what) {
    return new FunctionVersion(
        new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), "square"),
        "$LATEST",
        "1",
        what.runtime(),
        what.handler(),
        Digest.of(Bytes.EMPTY),
        ByteSize.megabytes(128),
        Duration.ofSeconds(3),
        what.environment(),
        "arn:aws:iam::000000000000:role/r",
        new FunctionVersion.LogSettings("/aws/lambda/square", what.json()));
  }

  InitResult initialise() {
    return connection.initialise(InitSettings.of(function, "stream"));
  }

  /** Invokes and returns the answer beside what was written to the sink. */
  Answered invoke(Bytes event, GuestCase.Texts texts) {
    List<Bytes> written = new ArrayList<>();
    GuestEvent guestEvent =
        new GuestEvent(
            REQUEST,
            ARN,
            Instant.now().plusSeconds(3),
            texts.trace(),
            texts.clientContext(),
            event);
    Answer answer = connection.invoke(guestEvent, written::add);
    return new Answered(answer, written.isEmpty() ? Bytes.EMPTY : written.getFirst());
  }

  record Answered(Answer answer, Bytes document) {}

  /** All that the function has written to its standard streams so far. */
  String output() throws IOException {
    return Files.readString(output);
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    connection.close();
    process.destroyForcibly();
  }
}
