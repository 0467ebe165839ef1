package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Custom runtimes: programs that find their events at the Runtime API, in real sandboxes. */
class CustomIT {
  private static final String PYTHON =
      """
      import os, time

      def handler(event, context):
          do = event.get("do", "echo")
          if do == "echo": return event
          print("asked for " + do)
          if do == "who":
              return [context.invoked_function_arn, context.function_name,
                      context.get_remaining_time_in_millis() > 1000, os.environ["_X_AMZN_TRACE_ID"][:5],
                      context.client_context.custom if context.client_context else None]
          if do == "large": return "x" * 7_000_000
          if do == "raise": raise ValueError("no luck")
          if do == "exit": os._exit(3)
          if do == "crash": os.abort()
          if do == "wait": time.sleep(30)
      """;

  @TempDir static Path folder;
  private static Platform platform;
  private static Api api;

  @BeforeAll
  static void start() throws IOException {
    platform = Platform.start(folder.resolve("data"));
    api = platform.api();
    create("python", PythonClient.function(folder.resolve("python"), PYTHON), "app.handler");
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @Test
  void aFolderWithTheExampleOfTheDocumentationIsDeployed() throws Exception {
    Path code = bootstrap("deployed", example(), true);
    ProcessBuilder builder =
        new ProcessBuilder(
            Repository.root().resolve("martlet").toString(),
            "deploy",
            code.toString(),
            "--data",
            platform.data().toString());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("AWS_") || name.startsWith("MARTLET_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
    Process deploy = builder.redirectErrorStream(true).start();
    String output = new String(deploy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(deploy.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(deploy.exitValue()).as(output).isZero();
    assertThat(api.configuration("deployed").member("Runtime")).isEqualTo("provided.al2023");
    assertThat(api.invoke("deployed", "[1]").body()).isEqualTo("{\"you sent\": [1]}");
  }

  private static String example() throws IOException {
    Path docs = Repository.root().resolve("docs/functions.md");
    Matcher example =
        Pattern.compile("(?s)```bash\\n(#!/bin/bash\\n.*?)```").matcher(Files.readString(docs));
    assertThat(example.find()).isTrue();
    return example.group(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"provided.al2023", "provided.al2"})
  void theExampleOfTheDocumentationWorks(String runtime) throws Exception {
    String name = "shell-" + runtime.replace('.', '-');
    create(name, runtime, bootstrap(name, example(), true), "any", 10);
    for (int i = 0; i < 3; i++) {
      Reply reply = api.invokeWithTail(name, "{\"n\":" + i + "}");
      assertThat(reply.body()).isEqualTo("{\"you sent\": {\"n\":" + i + "}}");
      assertThat(reply.header("tail").orElse("")).contains("event of 7 characters", "REPORT");
    }
    Reply failed = api.invoke(name, "\"fail\"");
    assertThat(failed.header("x-amz-function-error")).contains("Unhandled");
    assertThat(failed.member("errorMessage")).isEqualTo("no luck");
    assertThat(api.invoke(name, "1").body()).isEqualTo("{\"you sent\": 1}");
  }

  @Test
  void awsOwnPythonClientWorksUnmodified() {
    Reply reply =
        api.send(
            "POST",
            "/2015-03-31/functions/python/invocations",
            "{\"do\":\"who\"}".getBytes(StandardCharsets.UTF_8),
            "lambda",
            Map.of(
                "x-amz-client-context",
                Base64.getEncoder()
                    .encodeToString(
                        "{\"custom\":{\"a\":\"b\"}}".getBytes(StandardCharsets.UTF_8))));
    assertThat(reply.body())
        .isEqualTo(
            "[\"arn:aws:lambda:us-east-1:000000000000:function:python\", \"python\", true,"
                + " \"Root=\", {\"a\": \"b\"}]");
  }

  @Test
  void tenThousandWarmCallsOfChangingSizeEachGetTheirOwnAnswer() throws Exception {
    try (var callers = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> shares =
          IntStream.range(0, 4).<Callable<Void>>mapToObj(share -> () -> calls(share)).toList();
      for (Future<Void> share : callers.invokeAll(shares)) {
        share.get();
      }
    }
  }

  private static Void calls(int share) {
    for (int call = 0; call < 2500; call++) {
      int size = call % 500 == 99 ? 1_000_000 : (call * 37) % 3000;
      String event = "{\"" + share + "\": \"" + call + "x".repeat(size) + "\"}";
      assertThat(api.invoke("python", event).body()).isEqualTo(event);
    }
    return null;
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of("raise", "\"errorType\": \"ValueError\""),
        Arguments.of("exit", "Runtime exited with error: exit status 3"),
        Arguments.of("crash", "Runtime exited with error: signal: aborted"),
        Arguments.of("large", "Function.ResponseSizeTooLarge"),
        Arguments.of("wait", "Task timed out after 5.00 seconds"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsToldAndTheNextInvocationIsFine(String what, String answer) {
    Reply reply = api.invokeWithTail("python", "{\"do\":\"" + what + "\"}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-amz-function-error")).contains("Unhandled");
    assertThat(reply.body()).contains(answer);
    assertThat(reply.header("tail").orElse("")).contains("asked for " + what, "REPORT RequestId");
    assertThat(api.invoke("python", "{\"a\": 1}").body()).isEqualTo("{\"a\": 1}");
  }

  @Test
  void whatTheClientSaysAboutLoadingIsToldToTheCaller() throws IOException {
    create(
        "unloadable",
        PythonClient.function(folder.resolve("unloadable"), "import nothing_like_this\n"),
        "app.handler");
    Reply reply = api.invoke("unloadable", "{}");
    assertThat(reply.header("x-amz-function-error")).contains("Unhandled");
    assertThat(reply.body())
        .contains("No module named 'nothing_like_this'", "Runtime.ImportModuleError");
  }

  @Test
  void aProgramInGoWorks() throws Exception {
    Path source = Repository.root().resolve("acceptance/src/test/clients/go");
    Path target = Files.createDirectories(folder.resolve("go"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Go.command(), "build", "-tags", "lambda.norpc", "-o", target + "/bootstrap", ".");
    builder.environment().put("CGO_ENABLED", "0");
    System.err.println("Building with Go, which fetches aws-lambda-go where it has not yet");
    Process build = builder.directory(source.toFile()).redirectErrorStream(true).start();
    String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(build.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(build.exitValue()).as(output).isZero();
    create("go", target, "bootstrap");

    assertThat(api.invoke("go", "{\"text\":\"hello\"}").body()).isEqualTo("\"hello\"");
    assertThat(api.invoke("go", "{\"do\":\"who\"}").body())
        .isEqualTo("\"arn:aws:lambda:us-east-1:000000000000:function:go false\"");
    for (String what : List.of("fail:no luck", "panic:at all", "exit:exit status 3")) {
      String[] both = what.split(":", 2);
      Reply reply = api.invokeWithTail("go", "{\"do\":\"" + both[0] + "\"}");
      assertThat(reply.body()).contains(both[1]);
      assertThat(reply.header("tail").orElse("")).contains("asked for " + both[0]);
      assertThat(api.invoke("go", "{\"text\":\"again\"}").body()).isEqualTo("\"again\"");
    }
  }

  static Stream<Arguments> entrypoints() {
    // The head of a program for a processor that nobody has: an ELF file of machine type 1.
    String foreign = "\u007fELF\u0002\u0001\u0001" + "\0".repeat(9) + "\u0002\0\u0001\0";
    return Stream.of(
        Arguments.of("none", "", true, "Couldn't find valid bootstrap(s)"),
        Arguments.of("forbidden", "#!/bin/sh\n", false, "bootstrap: permission denied"),
        Arguments.of("foreign", foreign, true, "bootstrap: exec format error"),
        Arguments.of("text", "echo hello\n", true, "bootstrap: exec format error"),
        Arguments.of("unread", "#!/no/such\n", true, "bootstrap: no such file or directory"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("entrypoints")
  void aProgramThatIsNoneIsToldWithTheReason(
      String name, String content, boolean executable, String message) throws Exception {
    Path code =
        content.isEmpty()
            ? Files.createDirectories(folder.resolve("entry-none"))
            : bootstrap("entry-" + name, content, executable);
    Files.writeString(code.resolve("other.txt"), "something");
    create("entry-" + name, code, "any");
    for (int i = 0; i < 2; i++) {
      Reply reply = api.invokeWithTail("entry-" + name, "{}");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-amz-function-error")).contains("Unhandled");
      assertThat(reply.member("errorType")).isEqualTo("Runtime.InvalidEntrypoint");
      assertThat(reply.body()).contains(message);
      assertThat(reply.header("tail").orElse("")).contains("START", message, "REPORT");
    }
  }

  @Test
  void aProgramThatNeverAsksTimesOutAndOneThatEndsIsTold() throws Exception {
    create("silent", "provided.al2023", bootstrap("silent", "#!/bin/sh\nsleep 60\n", true), "x", 1);
    assertThat(api.invoke("silent", "{}").body()).contains("Task timed out after 1.00 seconds");
    create("brief", bootstrap("brief", "#!/bin/sh\nexit 4\n", true), "any");
    assertThat(api.invoke("brief", "{}").body())
        .contains("Runtime.ExitError", "Runtime exited with error: exit status 4");
  }

  @Test
  void theRuntimesAreListed() {
    Reply reply = api.send("GET", "/_martlet/runtimes", new byte[0], "martlet", Map.of());
    assertThat(reply.body()).contains("\"provided.al2023\"", "\"provided.al2\"");
  }

  private static Path bootstrap(String name, String content, boolean executable)
      throws IOException {
    Path code = Files.createDirectories(folder.resolve(name));
    Path file = Files.writeString(code.resolve("bootstrap"), content, StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    return code;
  }

  private static void create(String name, Path code, String handler) throws IOException {
    create(name, "provided.al2023", code, handler, 5);
  }

  private static void create(String name, String runtime, Path code, String handler, int timeout)
      throws IOException {
    Reply created =
        api.createZip(name, runtime, handler, FolderArchive.base64(code), "\"Timeout\":" + timeout);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(api.settled(name).member("State")).isEqualTo("Active");
  }
}
