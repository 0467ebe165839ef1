package dev.martlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeployCommandTest extends PlatformTest {
  private static final String READ = "GET /2015-03-31/functions/square/configuration";
  private static final String CREATE = "POST /2015-03-31/functions";
  private static final String CODE = "PUT /2015-03-31/functions/square/code";
  private static final String CONFIGURE = "PUT /2015-03-31/functions/square/configuration";
  private static final String RUNTIMES = "GET /_martlet/runtimes";

  @TempDir Path parent;

  private Path folder;

  @BeforeEach
  void aFunctionInPython() throws IOException {
    folder = Files.createDirectory(parent.resolve("square"));
    Files.writeString(folder.resolve("handler.py"), "def handler(event, context): pass\n");
    platform.on(
        RUNTIMES,
        200,
        """
        {"runtimes": [{"runtime": "python3.9"}, {"runtime": "python3.11"},
          {"runtime": "python3.99"}, {"runtime": "nodejs20.x"},
          {"runtime": "python3.13", "substitutedBy": "python3.11"}]}
        """);
  }

  private int deploy(String... more) {
    List<String> arguments = new ArrayList<>(List.of("deploy", folder.toString()));
    arguments.addAll(List.of(more));
    return console.run(arguments.toArray(String[]::new));
  }

  @Test
  void aFolderWhoseNameIsNoFunctionsAsksForAnother() throws IOException {
    folder = Files.move(folder, parent.resolve("my square"));
    assertThat(deploy()).isEqualTo(2);
    assertThat(console.err()).contains("'my square'", "--name NAME");
    assertThat(platform.asked()).isEmpty();
  }

  private void missing() {
    platform.refuse(READ, 404, "ResourceNotFoundException", "Function not found");
  }

  private static String state(String state, String more) {
    return "{\"FunctionName\": \"square\", \"Runtime\": \"python3.9\", \"Handler\":"
        + " \"handler.handler\", \"MemorySize\": 128, \"Timeout\": 3, \"State\": \""
        + state
        + "\""
        + more
        + "}";
  }

  private Json sent(String what) {
    return JsonText.read(platform.body(what).getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  /** The digest of the archive, found by deploying the folder to a platform that lacks it. */
  private String digest() throws Exception {
    try (ScriptedPlatform other = new ScriptedPlatform()) {
      other.refuse(READ, 404, "ResourceNotFoundException", "no").on(READ, 200, state("Active", ""));
      other.on(RUNTIMES, 200, "{\"runtimes\": [{\"runtime\": \"python3.11\"}]}");
      other.on(CREATE, 201, state("Active", ""));
      new Console()
          .variable("AWS_ACCESS_KEY_ID", "A")
          .variable("AWS_SECRET_ACCESS_KEY", "B")
          .run("deploy", folder.toString(), "--endpoint-url", other.url());
      Json create =
          JsonText.read(other.body(CREATE).getBytes(StandardCharsets.UTF_8)).orElseThrow();
      byte[] code =
          Base64.getDecoder()
              .decode(create.member("Code").flatMap(value -> value.text("ZipFile")).orElseThrow());
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(code));
    }
  }

  @Test
  void aNewFunctionIsCreatedWithTheNewestRuntimeAndAwaited() {
    missing();
    platform.on(READ, 200, state("Pending", "")).on(READ, 200, state("Active", ""));
    platform.on(CREATE, 201, state("Pending", ""));
    assertThat(deploy()).isZero();
    assertThat(platform.asked()).containsExactly(READ, RUNTIMES, CREATE, READ, READ);
    assertThat(sent(CREATE).text("Runtime")).contains("python3.11");
    assertThat(sent(CREATE).text("Handler")).contains("handler.handler");
    assertThat(sent(CREATE).text("Role").orElse("")).startsWith("arn:aws:iam::");
    assertThat(console.out()).startsWith("square is active: python3.11");
    assertThat(console.err()).contains("next: ./martlet invoke square");
  }

  @Test
  void theSameAgainDoesNothingAndSaysSo() throws Exception {
    platform.on(READ, 200, state("Active", ", \"CodeSha256\": \"" + digest() + "\""));
    assertThat(deploy()).isZero();
    assertThat(platform.asked()).containsExactly(READ);
    assertThat(console.out()).contains("nothing to do");
  }

  @ParameterizedTest
  @CsvSource({
    "'Failed', ', \"StateReason\": \"It is damaged.\"'",
    "'Active', ', \"LastUpdateStatus\": \"Failed\", \"LastUpdateStatusReason\": \"It is damaged.\"'"
  })
  void aBrokenFunctionGetsTheSameCodeAgain(String state, String why) throws Exception {
    platform.on(READ, 200, state(state, why + ", \"CodeSha256\": \"" + digest() + "\""));
    platform.on(READ, 200, state("Active", ", \"LastUpdateStatus\": \"Successful\""));
    platform.on(CODE, 200, state("Active", ""));
    assertThat(deploy()).isZero();
    assertThat(platform.asked()).containsExactly(READ, CODE, READ);
    assertThat(console.err()).contains("square is broken: It is damaged.");
    assertThat(console.out()).contains("state broken → active");
  }

  @Test
  void onlyTheCodeIsSentWhereOnlyItDiffers() {
    platform.on(READ, 200, state("Active", ", \"CodeSha256\": \"other\", \"CodeSize\": 9"));
    platform.on(CODE, 200, state("Active", ""));
    assertThat(deploy()).isZero();
    assertThat(platform.asked()).containsExactly(READ, CODE, READ);
    assertThat(console.out()).containsPattern("code 9 bytes → \\d+ bytes");
  }

  @Test
  void onlyTheConfigurationIsSentWhereOnlyItDiffers() throws Exception {
    Files.writeString(
        folder.resolve("martlet.yaml"),
        "memory: 256\nenvironment: {SAME: s, CHANGED: new-secret, ADDED: a}\n");
    platform.on(
        READ,
        200,
        state(
            "Active",
            ", \"CodeSha256\": \""
                + digest()
                + "\", \"Environment\": {\"Variables\": {\"SAME\": \"s\", \"CHANGED\": \"old\","
                + " \"REMOVED\": \"r\"}}"));
    platform.on(CONFIGURE, 200, state("Active", ", \"LastUpdateStatus\": \"InProgress\""));
    assertThat(deploy()).isZero();
    assertThat(platform.asked()).containsExactly(READ, CONFIGURE, READ);
    assertThat(console.out())
        .contains("memory 128 → 256", "environment CHANGED, REMOVED → ADDED, CHANGED")
        .doesNotContain("new-secret");
  }

  @Test
  void theRuntimeThatAFunctionHasIsKept() throws Exception {
    platform.on(READ, 200, state("Active", ", \"CodeSha256\": \"" + digest() + "\""));
    deploy();
    assertThat(platform.asked()).doesNotContain(CONFIGURE, RUNTIMES);
  }

  @Test
  void aFunctionThatFailsToBecomeActiveIsAFailureWithItsReason() {
    missing();
    platform.on(CREATE, 201, state("Pending", ""));
    platform.on(READ, 200, state("Failed", ", \"StateReason\": \"The archive has no handler.\""));
    assertThat(deploy()).isEqualTo(4);
    assertThat(console.err()).contains("did not become active: The archive has no handler.");
  }

  @Test
  void aFunctionThatStaysPendingIsGivenUp() {
    missing();
    platform.on(CREATE, 201, state("Pending", ""));
    platform.on(READ, 200, state("Pending", ""));
    assertThat(deploy()).isEqualTo(4);
    assertThat(console.err()).contains("still not active after 120 s");
  }

  @Test
  void theNameOnTheCommandLineWins() throws IOException {
    Files.writeString(folder.resolve("martlet.yaml"), "name: other\n");
    missing();
    platform.on(READ, 200, state("Active", "")).on(CREATE, 201, state("Active", ""));
    assertThat(deploy("--name", "square", "-o", "json")).isZero();
    assertThat(console.out()).contains("\"name\": \"square\"", "\"result\": \"created\"");
  }

  @Test
  void anUnknownRuntimeIsNamedBeforeAnythingIsSent() throws IOException {
    Files.writeString(folder.resolve("martlet.yaml"), "runtime: python4\n");
    missing();
    assertThat(deploy()).isEqualTo(2);
    assertThat(console.err()).contains("There is no runtime 'python4'.", "./martlet runtimes");
    assertThat(platform.asked()).doesNotContain(CREATE);
  }

  @Test
  void aPlatformWithoutTheLanguageSaysWhatItHas() throws IOException {
    Files.delete(folder.resolve("handler.py"));
    Files.writeString(folder.resolve("index.js"), "exports.handler = f");
    missing();
    try (ScriptedPlatform other = new ScriptedPlatform()) {
      other.refuse(READ, 404, "ResourceNotFoundException", "no");
      other.on(RUNTIMES, 200, "{\"runtimes\": [{\"runtime\": \"python3.11\"}]}");
      assertThat(deploy("--endpoint-url", other.url())).isEqualTo(4);
    }
    assertThat(console.err()).contains("no runtime for nodejs", "It has python3.11.");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThat(console.run("deploy", parent.resolve("gone").toString())).isEqualTo(2);
    assertThat(console.err()).contains("There is no folder", "gone");
  }
}
