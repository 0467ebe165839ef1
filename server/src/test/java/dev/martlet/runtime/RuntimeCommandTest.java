package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.FunctionVersion.LogSettings;
import dev.martlet.model.Region;
import dev.martlet.model.RoleCredentials;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeCommandTest {
  @Test
  void pythonStartsWithoutTheHostsPackages() {
    RuntimeCommand command = command("python3.12", Map.of());
    assertThat(command.bootstrap()).contains("python");
    assertThat(command.command())
        .containsExactly(
            "/usr/bin/interpreter", "-I", "-S", "-B", "-u", "/var/runtime/bootstrap.py");
    assertThat(command.variables()).containsEntry("PYTHONPATH", "/var/runtime");
  }

  @Test
  void nodesHeapFollowsTheMemoryLimit() {
    RuntimeCommand command = command("nodejs20.x", Map.of());
    assertThat(command.bootstrap()).contains("node");
    assertThat(command.command())
        .containsExactly(
            "/usr/bin/interpreter",
            "--max-semi-space-size=12",
            "--max-old-space-size=231",
            "/var/runtime/bootstrap.cjs");
    assertThat(command.variables())
        .containsEntry(
            "NODE_PATH",
            "/opt/nodejs/node20/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules");
  }

  @Test
  void aCustomRuntimeIsTheFunctionsOwnProgramAndFindsTheRuntimeApi() {
    RuntimeCommand command =
        command("provided.al2023", Map.of("AWS_LAMBDA_RUNTIME_API", "elsewhere", "COLOUR", "red"));
    assertThat(command.ownProgram()).isTrue();
    assertThat(command.command()).containsExactly("/usr/bin/interpreter");
    assertThat(command.port()).hasValue(9001);
    assertThat(command.variables())
        .containsEntry("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")
        .containsEntry("LAMBDA_TASK_ROOT", "/var/task")
        .containsEntry("_HANDLER", "app.handler")
        .containsEntry("COLOUR", "red")
        .doesNotContainKey("AWS_EXECUTION_ENV");
  }

  @Test
  void aJvmsMemoryFitsTheMemoryLimit() {
    RuntimeCommand command = command("java21", Map.of());
    assertThat(command.bootstrap()).contains("java");
    assertThat(command.command())
        .containsExactly(
            "/usr/bin/interpreter",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx192m",
            "-Xms16m",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:-UsePerfData",
            "-XX:-UseContainerSupport",
            "-Xshare:auto",
            "-jar",
            "/var/runtime/martlet-bootstrap.jar");
  }

  @Test
  void aFunctionsOwnJvmOptionsReplaceOurs() {
    Map<String, String> own =
        Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC -XX:MaxRAMPercentage=50 -XX:-TieredCompilation");
    assertThat(command("java21", own).command())
        .contains("-XX:MaxMetaspaceSize=64m")
        .doesNotContain("-XX:+UseSerialGC", "-Xmx192m", "-Xms16m", "-XX:TieredStopAtLevel=1");
  }

  @ParameterizedTest
  @CsvSource({
    "-Xms128m, false",
    "-Xmn64m, false",
    "-XX:InitialHeapSize=64m, false",
    "-XX:MinHeapSize=64m, false",
    "-XX:InitialRAMPercentage=20, false",
    "-XX:MaxNewSize=64m, false",
    "-XX:NewRatio=1, true",
    "-XX:InitialCodeCacheSize=8m, true",
  })
  void aFunctionMaySayWithHowMuchHeapItsJvmBegins(String option, boolean ours) {
    Map<String, String> own = Map.of("JAVA_TOOL_OPTIONS", option);
    assertThat(command("java21", own).command())
        .contains("-Xmx192m")
        .satisfies(command -> assertThat(command.contains("-Xms16m")).isEqualTo(ours));
  }

  @Test
  void theDocumentedVariablesAreThere() {
    assertThat(command("python3.12", Map.of("GREETING", "hello")).variables())
        .containsEntry("GREETING", "hello")
        .containsEntry("_HANDLER", "app.handler")
        .containsEntry("AWS_REGION", "eu-west-1")
        .containsEntry("AWS_DEFAULT_REGION", "eu-west-1")
        .containsEntry("AWS_EXECUTION_ENV", "AWS_Lambda_python3.12")
        .containsEntry("AWS_LAMBDA_FUNCTION_NAME", "square")
        .containsEntry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .containsEntry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .containsEntry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
        .containsEntry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/square")
        .containsEntry("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/21/[$LATEST]0")
        .containsEntry("AWS_LAMBDA_LOG_FORMAT", "Text")
        .containsEntry("LAMBDA_TASK_ROOT", "/var/task")
        .containsEntry("LAMBDA_RUNTIME_DIR", "/var/runtime")
        .containsEntry("TZ", ":UTC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"python3.12", "nodejs20.x", "java21", "provided.al2023"})
  void everyRuntimeHasItsRolesCredentials(String runtime) {
    assertThat(command(runtime, Map.of("AWS_SESSION_TOKEN", "mine")).variables())
        .containsEntry("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE")
        .containsEntry("AWS_SECRET_ACCESS_KEY", "secret")
        .containsEntry("AWS_SESSION_TOKEN", "token");
  }

  @Test
  void theUserOverridesDefaultsButNotReservedOnes() {
    Map<String, String> variables =
        command("nodejs20.x", Map.of("TZ", "Europe/Berlin", "NODE_PATH", "/x", "_HANDLER", "evil"))
            .variables();
    assertThat(variables)
        .containsEntry("TZ", "Europe/Berlin")
        .containsEntry("NODE_PATH", "/x")
        .containsEntry("_HANDLER", "app.handler");
  }

  @Test
  void aRuntimeWithoutABootstrapIsRefused() {
    assertThatThrownBy(() -> command("ruby3.3", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ruby3.3");
  }

  @Test
  void whoLogsJsonIsToldTheLevelUnlessItHasOneOfItsOwn() {
    LogSettings json = new LogSettings("/aws/lambda/square", true);
    assertThat(command("java21", Map.of(), json).variables())
        .containsEntry("AWS_LAMBDA_LOG_FORMAT", "JSON")
        .containsEntry("AWS_LAMBDA_LOG_LEVEL", "INFO");
    assertThat(command("java21", Map.of("AWS_LAMBDA_LOG_LEVEL", "DEBUG"), json).variables())
        .containsEntry("AWS_LAMBDA_LOG_LEVEL", "DEBUG");
    assertThat(command("java21", Map.of()).variables()).doesNotContainKey("AWS_LAMBDA_LOG_LEVEL");
  }

  private static RuntimeCommand command(String runtime, Map<String, String> environment) {
    return command(runtime, environment, new LogSettings("/aws/lambda/square", false));
  }

  private static RuntimeCommand command(
      String runtime, Map<String, String> environment, LogSettings log) {
    FunctionVersion function =
        new FunctionVersion(
            new FunctionArn(new Region("eu-west-1"), new AccountId("000000000000"), "square"),
            "$LATEST",
            "1",
            runtime,
            "app.handler",
            Digest.of(Bytes.EMPTY),
            ByteSize.megabytes(256),
            Duration.ofSeconds(3),
            environment,
            "arn:aws:iam::000000000000:role/r",
            log);
    return RuntimeCommand.of(
        function,
        "/usr/bin/interpreter",
        "2026/11/21/[$LATEST]0",
        new RoleCredentials.Temporary("ASIAEXAMPLE", "secret", "token"));
  }
}
