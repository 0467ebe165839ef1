package dev.martlet.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvokeCommandTest extends PlatformTest {
  private static final String INVOKE = "POST /2015-03-31/functions/square/invocations";

  @TempDir Path folder;

  @Test
  void theAnswerIsPrintedAsItIs() {
    platform.on(INVOKE, 200, "{\"message\":\"4,9\"}");
    assertThat(console.run("invoke", "square", "-d", "{\"numbers\":[2,3]}")).isZero();
    assertThat(console.out()).isEqualTo("{\"message\":\"4,9\"}\n");
    assertThat(console.err()).isEmpty();
    assertThat(platform.body(INVOKE)).isEqualTo("{\"numbers\":[2,3]}");
  }

  @Test
  void theCallIsSignedForTheService() {
    platform.on(INVOKE, 200, "null");
    console.run("invoke", "square");
    assertThat(platform.all().getFirst().authorization())
        .startsWith(
            "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260301/us-east-1/lambda/aws4_request");
  }

  @Test
  void theEventComesFromAFile() throws IOException {
    platform.on(INVOKE, 200, "null");
    Path file = Files.writeString(folder.resolve("event.json"), "{\"from\":\"file\"}");
    assertThat(console.run("invoke", "square", "-d", "@" + file)).isZero();
    assertThat(platform.body(INVOKE)).isEqualTo("{\"from\":\"file\"}");
  }

  @Test
  void theEventComesFromStandardInput() {
    platform.on(INVOKE, 200, "null");
    assertThat(console.input("[1]").run("invoke", "square", "-d", "-")).isZero();
    assertThat(platform.body(INVOKE)).isEqualTo("[1]");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(console.run("invoke", "square", "-d", "@" + folder.resolve("gone.json")))
        .isEqualTo(2);
    assertThat(console.err()).contains("gone.json", "-d takes JSON");
    assertThat(platform.asked()).isEmpty();
  }

  @Test
  void aFunctionThatFailsEndsWithOneAndStillPrintsItsAnswer() {
    platform.on(
        INVOKE, 200, "{\"errorType\":\"ValueError\"}", Map.of("X-Amz-Function-Error", "Unhandled"));
    assertThat(console.run("invoke", "square")).isEqualTo(1);
    assertThat(console.out()).isEqualTo("{\"errorType\":\"ValueError\"}\n");
    assertThat(console.err()).contains("failed (Unhandled)", "./martlet logs square");
  }

  @Test
  void aDataDirectoryThatIsNamedCountsMoreThanTheVariables() {
    assertThat(console.run("invoke", "square", "--data", folder.toString())).isEqualTo(3);
    assertThat(console.err()).contains("with the data directory " + folder);
    assertThat(platform.all()).isEmpty();
  }

  @Test
  void theTailOfTheLogIsTalk() {
    platform.on(INVOKE, 200, "1", Map.of("X-Amz-Log-Result", "U1RBUlQKRU5ECg=="));
    assertThat(console.run("invoke", "square", "--tail")).isZero();
    assertThat(console.out()).isEqualTo("1\n");
    assertThat(console.err()).isEqualTo("START\nEND\n");
  }

  @Test
  void jsonHoldsAllThatCameBack() {
    platform.on(
        INVOKE,
        200,
        "{\"a\":1}",
        Map.of("X-Amz-Function-Error", "Unhandled", "X-Amz-Executed-Version", "$LATEST"));
    assertThat(console.run("invoke", "square", "-o", "json")).isEqualTo(1);
    assertThat(console.out())
        .isEqualTo(
            """
            {
              "statusCode": 200,
              "executedVersion": "$LATEST",
              "functionError": "Unhandled",
              "payload": {
                "a": 1
              }
            }
            """);
  }

  @Test
  void aRefusalIsTheServicesOwnMessageWithARemedy() {
    platform.refuse(INVOKE, 404, "ResourceNotFoundException", "Function not found: square");
    assertThat(console.run("invoke", "square")).isEqualTo(4);
    assertThat(console.err())
        .contains(
            "Function not found: square",
            "./martlet functions",
            "ResourceNotFoundException, request request-1");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void wrongKeysLeadToEnv() {
    platform.refuse(INVOKE, 403, "UnrecognizedClientException", "The security token is invalid.");
    assertThat(console.run("invoke", "square")).isEqualTo(4);
    assertThat(console.err()).contains("eval \"$(./martlet env)\"");
  }

  @Test
  void nobodyAtTheEndpointIsUnreachable() {
    platform.close();
    assertThat(console.run("invoke", "square")).isEqualTo(3);
    assertThat(console.err()).contains("No platform answers at " + platform.url(), "./martlet up");
  }

  @Test
  void whoSpeaksNoTlsMayNeedAnotherAddress() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.startVirtualThread(() -> answerPlainly(plain));
      String url = "https://127.0.0.1:" + plain.getLocalPort();
      assertThat(console.run("invoke", "square", "--endpoint-url", url)).isEqualTo(3);
      assertThat(console.err()).contains(url, "without TLS an address begins with http://");
      server.join();
    }
  }

  private static void answerPlainly(ServerSocket server) {
    try (Socket caller = server.accept()) {
      caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      caller.getInputStream().readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void somebodyElseAtTheEndpointIsNamedAsSuch() {
    platform.on("GET /_martlet/health", 200, "<html>welcome</html>");
    assertThat(console.run("health")).isEqualTo(3);
    assertThat(console.err()).contains("is not Martlet (HTTP 200");
  }

  @Test
  void aNameIsRequired() {
    assertThat(console.run("invoke")).isEqualTo(2);
    assertThat(console.err()).contains("NAME", "./martlet invoke --help");
  }
}
