package dev.martlet.bench;

import dev.martlet.acceptance.Api;
import dev.martlet.acceptance.FolderArchive;
import dev.martlet.acceptance.Platform;
import dev.martlet.acceptance.PythonClient;
import dev.martlet.acceptance.Reply;
import dev.martlet.acceptance.Repository;
import dev.martlet.wire.sign.Signer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Our platform and the references, up and ready to be compared. */
final class Stage implements AutoCloseable {
  static final String EVENT = "{\"text\":\"" + "x".repeat(1013) + "\"}";

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final Platform platform;
  private final Interpreters interpreters;

  Stage(Path folder) {
    this.folder = folder;
    this.platform = Platform.start(folder.resolve("data"), "--keep-alive", "20s");
    try {
      this.interpreters = Interpreters.of(platform.api());
    } catch (RuntimeException failure) {
      platform.close();
      throw failure;
    }
  }

  Platform platform() {
    return platform;
  }

  Interpreters interpreters() {
    return interpreters;
  }

  static Path reference() {
    return Repository.root().resolve("bench/reference");
  }

  static String source(String name) throws IOException {
    return Files.readString(reference().resolve(name));
  }

  /** Makes the hello function of a language and returns once it answers. */
  Contender ours(String language) throws IOException {
    return ours("hello-" + language, language);
  }

  /** The same, under a name that no other part uses. */
  Contender ours(String name, String language) throws IOException {
    deploy(name, language);
    return contender(name);
  }

  /** Makes the hello function of Python on AWS's own client, and returns once it answers. */
  Contender official() throws IOException {
    String name = "hello-official";
    Path code = PythonClient.function(folder.resolve(name), source("hello.py"));
    create(name, request(name, "provided.al2023", "app.handler", FolderArchive.base64(code)));
    return contender(name);
  }

  /** Makes the hello function of Java and returns once it answers. */
  Contender oursInJava() throws IOException, InterruptedException {
    String name = "hello-java";
    String runtime = interpreters.java().runtime();
    create(name, request(name, runtime, "Hello", FolderArchive.base64(javaClasses())));
    return contender(name);
  }

  /** The body of a {@code CreateFunction}, from the archive in Base64. */
  static String request(String name, String runtime, String handler, String archive) {
    return """
    {"FunctionName":"%s","Runtime":"%s","Handler":"%s",
     "Role":"arn:aws:iam::000000000000:role/any","Code":{"ZipFile":"%s"}}
    """
        .formatted(name, runtime, handler, archive);
  }

  /** Sends a {@code CreateFunction} and returns once the function can be called. */
  void create(String name, String request) throws IOException {
    awaitActive(name, platform.api().lambda("POST", "/2015-03-31/functions", request));
  }

  private void awaitActive(String name, Reply created) throws IOException {
    if (created.status() != 201 || !platform.api().settled(name).member("State").equals("Active")) {
      throw new IOException(name + " cannot be created: " + created);
    }
  }

  /**
   * Calls a function.
   *
   * @throws IOException if it fails
   */
  void call(String name, String event) throws IOException {
    Reply reply = platform.api().invoke(name, event);
    if (reply.status() != 200 || reply.header("x-amz-function-error").isPresent()) {
      throw new IOException(name + " failed: " + reply);
    }
  }

  private Contender contender(String name) throws IOException {
    Api api = platform.api();
    call(name, EVENT);
    URI url = api.endpoint().resolve("/2015-03-31/functions/" + name + "/invocations");
    Signer signer = new Signer(api.keys(), "us-east-1", "lambda");
    byte[] body = EVENT.getBytes(StandardCharsets.UTF_8);
    return new Contender(
        "martlet",
        platform.pid(),
        url,
        EVENT,
        () -> signer.sign("POST", url, Map.of(), body, Instant.now()));
  }

  void deploy(String name, String language) throws IOException {
    boolean node = language.equals("node");
    String file = node ? "hello.cjs" : "hello.py";
    deploy(
        name,
        node ? interpreters.node().runtime() : interpreters.python().runtime(),
        "hello.handler",
        Map.of(file, source(file)));
  }

  /** Makes a function and returns once it can be called. */
  void deploy(String name, String runtime, String handler, Map<String, String> files)
      throws IOException {
    awaitActive(name, platform.api().create(name, runtime, handler, files, "\"Timeout\":60"));
  }

  Contender nodeServer() throws IOException {
    int port = freePort();
    return server(
        "node", port, "ready", interpreters.node().path(), "server.cjs", String.valueOf(port));
  }

  Contender jdkServer() throws IOException, InterruptedException {
    int port = freePort();
    return server(
        "jdk",
        port,
        "ready",
        interpreters.java().path(),
        // Else the answer's second packet waits for the client to acknowledge its first, 40 ms.
        "-Dsun.net.httpserver.nodelay=true",
        "-cp",
        javaClasses() + ":" + awsInterfaces(),
        "HelloServer",
        String.valueOf(port));
  }

  /** The hello function of Java and its server, compiled by the JDK that functions run on. */
  private Path javaClasses() throws IOException, InterruptedException {
    Path classes = folder.resolve("java-classes");
    if (!Files.exists(classes)) {
      Child.output(
          reference(),
          Path.of(interpreters.java().path()).resolveSibling("javac").toString(),
          "-cp",
          awsInterfaces().toString(),
          "-d",
          classes.toString(),
          "Hello.java",
          "HelloServer.java");
    }
    return classes;
  }

  private static Path awsInterfaces() {
    return Repository.product().resolve("guest/java/aws-lambda-java-core.jar");
  }

  Contender uvicorn() throws IOException, InterruptedException {
    Path tools = Repository.root().resolve("target/tools/uvicorn");
    Path wanted = reference().resolve("requirements.txt");
    Path installed = tools.resolve("installed.txt");
    if (!Files.exists(installed) || Files.mismatch(installed, wanted) != -1) {
      System.err.println("Fetching uvicorn into " + tools);
      Process pip =
          new ProcessBuilder(
                  "bash",
                  "-euc",
                  "rm -rf \"$1\"; \"$2\" -m venv \"$1\"; \"$1/bin/pip\" install -q -r \"$3\"; cp"
                      + " \"$3\" \"$1/installed.txt\"",
                  "uvicorn",
                  tools.toString(),
                  "/usr/bin/python3",
                  wanted.toString())
              .inheritIO()
              .start();
      if (pip.waitFor() != 0) {
        throw new IOException("uvicorn cannot be installed");
      }
    }
    int port = freePort();
    return server(
        "uvicorn",
        port,
        "Uvicorn running",
        tools.resolve("bin/python").toString(),
        "-m",
        "uvicorn",
        "server:app",
        "--workers=1",
        "--no-access-log",
        "--port=" + port);
  }

  /** The proxy before what costs least: an echo in C. */
  Contender rawProxy() throws IOException, InterruptedException {
    return rawProxy("raw-netty", List.of());
  }

  /** The proxy before as many Node processes as ours has, so that both share the machine alike. */
  Contender rawProxyBeforeNode() throws IOException, InterruptedException {
    return rawProxy(
        "netty-node",
        List.of(
            interpreters.node().path(),
            reference().resolve("frames.cjs").toString(),
            reference().resolve("hello.cjs").toString()));
  }

  private Contender rawProxy(String name, List<String> backend)
      throws IOException, InterruptedException {
    String echo = folder.resolve(name).toString();
    Path socket = folder.resolve(name + ".sock");
    Child.output(reference(), "cc", "-O2", "-pthread", "-o", echo, "echo.c");
    List<String> command = new ArrayList<>(List.of(echo, socket.toString()));
    command.addAll(backend);
    processes.add(Child.server(folder, "ready", command.toArray(String[]::new)));
    int port = freePort();
    return server(
        name,
        port,
        "ready",
        Path.of(System.getProperty("java.home", ""), "bin/java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path", ""),
        RawProxy.class.getName(),
        String.valueOf(port),
        socket.toString());
  }

  private Contender server(String name, int port, String mark, String... command)
      throws IOException {
    Process process = Child.server(reference(), mark, command);
    processes.add(process);
    URI url = URI.create("http://127.0.0.1:" + port + "/");
    return new Contender(
        name, process.pid(), url, EVENT, () -> Map.of("content-type", "application/json"));
  }

  static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    platform.close();
  }
}
