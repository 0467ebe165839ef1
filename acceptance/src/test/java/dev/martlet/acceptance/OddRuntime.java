package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A runtime that odd functions are made for.
 *
 * @param table where its cases stand
 * @param runtime its identifier
 * @param handler the usual one
 * @param good code that only answers its event
 */
record OddRuntime(
    String name, String table, String runtime, String handler, String good, Maker maker) {
  private static final String PYTHON = "def handler(event, context): return event\n";
  private static final String NODE = "exports.handler = async (event) => event;\n";
  private static final String JAVA = "Object go(String event) { return event; }\n";
  private static final String JAVA_CLASS =
      """
      import com.amazonaws.services.lambda.runtime.*;
      public class App implements RequestHandler<String, Object> {
        public static class Plain {}
        @Override public Object handleRequest(String event, Context context) {
          if (event.equals("good")) return event;
          try {
            return go(event);
          } catch (RuntimeException error) {
            throw error;
          } catch (Exception error) {
            throw new IllegalStateException(error);
          }
        }
        CODE
      }
      """;
  private static final String SHELL =
      """
      #!/bin/bash
      api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
      while true; do
        event=$(curl -sS -D /tmp/headers "$api/invocation/next")
        id=$(grep -i '^Lambda-Runtime-Aws-Request-Id:' /tmp/headers | tr -d '\\r' | cut -d' ' -f2)
        if [[ $event == '"good"' ]]; then
          curl -sS -o /dev/null -d "$event" "$api/invocation/$id/response"
          continue
        fi
        CODE
      done
      """;

  /** Makes an archive in Base64 of a case's code, in a folder of its own. */
  private interface Maker {
    String zip(Path folder, String code) throws IOException;
  }

  static Stream<OddRuntime> all(Api api, Path folder) {
    return Stream.of(
        new OddRuntime(
            "python",
            "python",
            Language.PYTHON.runtime(api),
            "app.handler",
            PYTHON,
            in(folder.resolve("python"), (_, code) -> Archive.base64(Map.of("app.py", code)))),
        new OddRuntime(
            "awslambdaric",
            "python",
            "provided.al2023",
            "app.handler",
            PYTHON,
            in(
                folder.resolve("awslambdaric"),
                (own, code) -> FolderArchive.base64(PythonClient.function(own, code)))),
        new OddRuntime(
            "node",
            "node",
            Language.NODE.runtime(api),
            "app.handler",
            NODE,
            in(folder.resolve("node"), (_, code) -> Archive.base64(Map.of("app.js", code)))),
        new OddRuntime(
            "java",
            "java",
            JavaIT.runtimes(api).getFirst(),
            "App",
            JAVA,
            in(folder.resolve("java"), OddRuntime::compiled)),
        new OddRuntime(
            "shell",
            "shell",
            "provided.al2023",
            "any",
            "",
            in(folder.resolve("shell"), OddRuntime::program)));
  }

  private static Maker in(Path folder, Maker maker) {
    return (_, code) -> {
      Files.createDirectories(folder);
      return maker.zip(Files.createTempDirectory(folder, "function"), code);
    };
  }

  private static String compiled(Path folder, String code) throws IOException {
    return JavaArchive.compile(folder, "App", JAVA_CLASS.replace("CODE", code)).flat();
  }

  private static String program(Path folder, String code) throws IOException {
    Path bootstrap = Files.writeString(folder.resolve("bootstrap"), SHELL.replace("CODE", code));
    Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    return FolderArchive.base64(folder);
  }

  /** Whether AWS's own client runs in it, and not ours or nobody's. */
  boolean isAwsOwn() {
    return name.equals("awslambdaric");
  }

  List<OddCase> cases() {
    try {
      return OddCase.table(table);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void create(Api api, String function, OddCase odd) throws IOException {
    Reply created =
        api.createZip(
            function,
            runtime,
            odd.expected("handler").orElse(handler),
            maker.zip(Path.of(""), odd.code()),
            "\"Timeout\":10");
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(api.settled(function).member("State")).isEqualTo("Active");
  }

  /** Gives a function code and a handler that work. */
  void mend(Api api, String function) throws IOException {
    Reply changed = api.updateConfiguration(function, "{\"Handler\":\"" + handler + "\"}");
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(api.settled(function).member("LastUpdateStatus")).isEqualTo("Successful");
    Reply updated = api.updateZip(function, maker.zip(Path.of(""), good));
    assertThat(updated.status()).as(updated.body()).isEqualTo(200);
    assertThat(api.settled(function).member("LastUpdateStatus")).isEqualTo("Successful");
  }
}
