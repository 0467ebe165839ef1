package dev.martlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvCommandTest {
  @TempDir Path data;

  private final Console console = new Console();

  private void started() throws IOException {
    Files.createDirectories(data.resolve("run"));
    Files.writeString(
        data.resolve("run/endpoints.json"), "{\"management\": \"http://127.0.0.1:4566\"}");
    Files.writeString(
        data.resolve("keys.json"),
        "{\"accessKeyId\": \"AKIAEXAMPLE\", \"secretAccessKey\": \"it's/a+secret\"}");
  }

  @Test
  void fiveVariablesAreExportedInAFormThatAShellTakes() throws IOException {
    started();
    assertThat(console.run("env", "--data", data.toString())).isZero();
    assertThat(console.out().lines())
        .filteredOn(line -> !line.startsWith("unset "))
        .containsExactly(
            "export AWS_ENDPOINT_URL=http://127.0.0.1:4566",
            "export AWS_ACCESS_KEY_ID=AKIAEXAMPLE",
            "export AWS_SECRET_ACCESS_KEY='it'\\''s/a+secret'",
            "export AWS_REGION=us-east-1",
            "export AWS_DEFAULT_REGION=us-east-1");
  }

  @Test
  void theCertificatesToTrustAreExportedWhereThePlatformNamesThem() throws IOException {
    started();
    Files.writeString(
        data.resolve("run/endpoints.json"),
        "{\"management\": \"https://127.0.0.1:4566\", \"authorities\": \"/etc/a b.pem\"}");
    assertThat(console.run("env", "--data", data.toString())).isZero();
    assertThat(console.out().lines())
        .contains(
            "export AWS_ENDPOINT_URL=https://127.0.0.1:4566",
            "export AWS_CA_BUNDLE='/etc/a b.pem'");
  }

  @Test
  void whatTheShellExportedBeforeDoesNotCount() throws IOException {
    started();
    console.variable("AWS_ENDPOINT_URL", "http://elsewhere").variable("AWS_REGION", "eu-west-1");
    console.variable("MARTLET_DATA", data.toString());
    assertThat(console.run("env")).isZero();
    assertThat(console.out()).doesNotContain("elsewhere", "eu-west-1");
  }

  @Test
  void whatWouldLeadTheAwsToolsElsewhereIsUnsetInTheShell() throws Exception {
    started();
    console.run("env", "--data", data.toString());
    String after =
        "export AWS_SESSION_TOKEN=stale AWS_PROFILE=work AWS_REGION=eu-west-1\n"
            + console.out()
            + "\nenv | sort | grep ^AWS_ | cut -d= -f1";
    ProcessBuilder shell = new ProcessBuilder("sh", "-euc", after);
    shell.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    shell.environment().put("AWS_ENDPOINT_URL_LAMBDA", "http://elsewhere");
    Process process = shell.start();
    assertThat(process.inputReader().lines())
        .containsExactly(
            "AWS_ACCESS_KEY_ID",
            "AWS_DEFAULT_REGION",
            "AWS_ENDPOINT_URL",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void jsonIsAnObjectOfTheVariables() throws IOException {
    started();
    console.run("env", "-o", "json", "--data", data.toString());
    assertThat(console.out()).contains("\"AWS_ENDPOINT_URL\": \"http://127.0.0.1:4566\"");
  }

  @Test
  void aPlatformThatWasStoppedIsNotRunning() throws IOException {
    started();
    Files.delete(data.resolve("run/endpoints.json"));
    assertThat(console.run("env", "--data", data.toString())).isEqualTo(3);
    assertThat(console.err()).contains("is not running", "./martlet up --data " + data);
  }

  @Test
  void aFlagThatWouldNotCountIsRefused() {
    assertThat(console.run("env", "--endpoint-url", "http://other:4566")).isEqualTo(2);
    assertThat(console.run("keys", "--endpoint-url", "http://other:4566")).isEqualTo(2);
  }

  @Test
  void aPlatformThatNeverStartedIsUnreachableAndTheRemedyIsNamed() {
    assertThat(console.run("env", "--data", data.toString())).isEqualTo(3);
    assertThat(console.err()).contains("No platform has been started", "./martlet up", "--data");
    assertThat(console.out()).isEmpty();
  }
}
