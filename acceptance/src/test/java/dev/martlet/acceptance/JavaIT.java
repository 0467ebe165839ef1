package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions in Java on every JDK of the machine, in real sandboxes. */
class JavaIT {
  private static final String SOURCE =
      """
      import com.amazonaws.services.lambda.runtime.Context;
      import com.amazonaws.services.lambda.runtime.RequestHandler;
      import java.security.MessageDigest;
      import java.util.HexFormat;

      public class Anything implements RequestHandler<Anything.Order, Object> {
        public static class Order {
          public String what = "count";
          public String text = "";
        }

        private int calls;

        public Object handleRequest(Order order, Context context) {
          context.getLogger().log("asked for " + order.what);
          try {
            return obey(order, context);
          } catch (Exception failure) {
            throw new IllegalStateException("no luck", failure);
          }
        }

        private Object obey(Order order, Context context) throws Exception {
          switch (order.what) {
            case "count": return ++calls;
            case "who": return context.getFunctionName() + " of " + context.getMemoryLimitInMB();
            case "digest":
              byte[] digest = MessageDigest.getInstance("SHA-256").digest(order.text.getBytes());
              return HexFormat.of().formatHex(digest);
            case "memory": return new byte[1 << 30].length;
            case "raise": throw new java.io.IOException("closed");
            case "exit": System.exit(3);
            case "crash": return signalSelf();
            default: Thread.sleep(30_000); return "waited";
          }
        }

        private static Object signalSelf() throws Exception {
          String kill = "kill -SEGV " + ProcessHandle.current().pid();
          new ProcessBuilder("/bin/sh", "-c", kill).start();
          Thread.currentThread().join(); // a JVM goes on while it writes why it ends
          return null;
        }
      }
      """;

  /**
   * A way to fail.
   *
   * @param answer what the error document holds
   */
  private record Failing(String what, String answer) {}

  private static final List<Failing> FAILING =
      List.of(
          new Failing("raise", "\"cause\":{\"errorMessage\":\"closed\""),
          new Failing("exit", "Runtime.ExitError"),
          new Failing("crash", "Runtime.ExitError"),
          new Failing("memory", "java.lang.OutOfMemoryError"),
          new Failing("wait", "Task timed out after 10.00 seconds"));

  @TempDir static Path folder;
  private static Platform platform;
  private static Api api;
  private static JavaArchive archive;

  @BeforeAll
  static void start() throws IOException {
    archive =
        JavaArchive.compile(Files.createDirectory(folder.resolve("code")), "Anything", SOURCE);
    platform = Platform.start(folder.resolve("data"));
    api = platform.api();
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  static List<String> runtimes() {
    return runtimes(api);
  }

  /** Those of Java that a platform has. */
  static List<String> runtimes(Api api) {
    Reply reply = api.send("GET", "/_martlet/runtimes", new byte[0], "martlet", Map.of());
    List<String> found =
        Arrays.stream(reply.body().split("\"", -1))
            .filter(word -> word.matches("java(17|21|25)"))
            .distinct()
            .toList();
    assertThat(found).as("The platform's own JDK is a runtime: " + reply.body()).isNotEmpty();
    return found;
  }

  @ParameterizedTest
  @MethodSource("runtimes")
  void aFunctionAnswersAndItsLogIsKept(String runtime) {
    String name = create("answers-" + runtime, runtime, archive.flat());
    Reply reply = api.invokeWithTail(name, "{\"what\":\"who\"}");
    assertThat(reply.body()).isEqualTo("\"" + name + " of 128\"");
    assertThat(reply.header("tail").orElse(""))
        .contains("START RequestId", "asked for who\n", "REPORT RequestId", "Init Duration");
    assertThat(api.invoke(name, "{}").body()).isEqualTo("1");
    assertThat(api.invoke(name, "{}").body()).isEqualTo("2");
    // The security settings of a JDK may lie outside its folder.
    assertThat(api.invoke(name, "{\"what\":\"digest\",\"text\":\"abc\"}").body())
        .startsWith("\"ba7816bf");
  }

  @ParameterizedTest
  @MethodSource("runtimes")
  void jarsInLibAreFound(String runtime) throws IOException {
    String name = create("jar-" + runtime, runtime, archive.inJar());
    assertThat(api.invoke(name, "{}").body()).isEqualTo("1");
  }

  @ParameterizedTest
  @MethodSource("runtimes")
  void everyFailureIsToldAndTheNextInvocationIsFine(String runtime) {
    String name = create("fails-" + runtime, runtime, archive.flat());
    for (Failing failing : FAILING) {
      Reply reply = api.invokeWithTail(name, "{\"what\":\"" + failing.what() + "\"}");
      assertThat(reply.header("x-amz-function-error")).as(failing.what()).contains("Unhandled");
      assertThat(reply.body()).contains(failing.answer());
      assertThat(reply.header("tail").orElse("")).contains("asked for " + failing.what());
      assertThat(api.invoke(name, "{}").header("x-amz-function-error")).isEmpty();
    }
  }

  private static String create(String name, String runtime, String zip) {
    Reply created = api.createZip(name, runtime, "Anything", zip, "\"Timeout\":10");
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(api.settled(name).member("State")).isEqualTo("Active");
    return name;
  }
}
