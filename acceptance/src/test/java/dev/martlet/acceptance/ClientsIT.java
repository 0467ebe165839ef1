package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients that people have, from create to delete. */
class ClientsIT {
  @TempDir static Path folder;
  private static Platform platform;

  @BeforeAll
  static void start() {
    platform = Platform.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @ParameterizedTest
  @EnumSource
  void awsCli1ByEnvironmentVariables(Language language) throws Exception {
    String command = Repository.pythonTools().resolve("aws").toString();
    assertThat(run("cli.sh", command, "", language)).contains("ALL GOOD");
  }

  @ParameterizedTest
  @EnumSource
  void awsCli2OfTheDistributionByEndpointUrl(Language language) throws Exception {
    assertThat(run("cli.sh", "/usr/bin/aws", "by-flag", language)).contains("ALL GOOD");
  }

  @ParameterizedTest
  @EnumSource
  void boto3(Language language) throws Exception {
    String python = Repository.pythonTools().resolve("python").toString();
    assertThat(run("boto.py", python, "", language)).contains("ALL GOOD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"python", "node"})
  void theExampleAnswersBothKindsOfEvents(String language) throws Exception {
    String name = "square-" + language;
    Path example = Repository.root().resolve("examples/square").resolve(language);
    assertThat(martlet("deploy", example.toString(), "--name", name)).contains(name);
    assertThat(martlet("invoke", name, "-d", "{\"numbers\":[2,3,4]}"))
        .contains("The squared values are 4,9,16");
    assertThat(martlet("invoke", name, "-d", "{\"body\":\"{\\\"numbers\\\":[2,3,4]}\"}"))
        .contains("The squared values are 4,9,16")
        .contains("statusCode");
    assertThat(martlet("logs", name)).contains("REPORT RequestId");
    assertThat(martlet("functions")).contains(name);
    martlet("delete", name);
    assertThat(martlet("functions")).doesNotContain(name);
  }

  @Test
  void healthAndRuntimesAreShown() throws Exception {
    assertThat(martlet("health")).contains("ok");
    assertThat(martlet("runtimes")).contains("python3.");
  }

  private static String martlet(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Repository.root().resolve("martlet").toString());
    command.addAll(List.of(words));
    command.addAll(List.of("--data", platform.data().toString()));
    return output(command);
  }

  private static String run(String script, String program, String how, Language language)
      throws IOException, InterruptedException {
    Path archive = folder.resolve(language + ".zip");
    Files.write(archive, Archive.bytes(language.anything()));
    Path other = folder.resolve(language + "-2.zip");
    Files.write(other, Archive.bytes(language.answering("{\"second\":true}")));
    boolean shell = script.endsWith(".sh");
    return output(
        List.of(
            shell ? "bash" : program,
            Repository.root().resolve("acceptance/src/test/clients").resolve(script).toString(),
            shell ? program : "",
            how,
            platform.api().endpoint().toString(),
            language.runtime(platform.api()),
            language.handler(),
            archive.toString(),
            other.toString()));
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("MARTLET_"));
    environment.put("HOME", folder.toString());
    environment.put("AWS_ACCESS_KEY_ID", platform.api().keys().accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", platform.api().keys().secretAccessKey());
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_DEFAULT_REGION", "us-east-1");
    environment.put("AWS_PAGER", "");
    environment.put("JAVA_HOME", System.getProperty("java.home", ""));
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
