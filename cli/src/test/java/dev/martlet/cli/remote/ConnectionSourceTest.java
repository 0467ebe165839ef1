package dev.martlet.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.cli.report.Failure;
import dev.martlet.wire.sign.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionSourceTest {
  @TempDir Path data;

  private final Map<String, String> environment = new HashMap<>();

  private void localPlatform() throws IOException {
    Files.createDirectories(data.resolve("run"));
    Files.writeString(
        data.resolve("run/endpoints.json"),
        "{\"management\": \"http://127.0.0.1:1\", \"region\": \"eu-north-1\"}");
    keys(data.resolve("keys.json"), "LOCAL");
  }

  private static void keys(Path file, String id) throws IOException {
    Files.writeString(
        file, "{\"accessKeyId\": \"" + id + "\", \"secretAccessKey\": \"secret of " + id + "\"}");
  }

  private void awsKeys() {
    environment.put("AWS_ACCESS_KEY_ID", "VARIABLE");
    environment.put("AWS_SECRET_ACCESS_KEY", "secret of VARIABLE");
  }

  private Connection find(Optional<String> endpoint, Optional<Path> keys) {
    return new ConnectionSource(
            endpoint,
            Optional.empty(),
            keys,
            Optional.empty(),
            new DataDirectory(data),
            environment)
        .find();
  }

  @Test
  void theDataDirectoryAnswersWhereNothingElseDoes() throws IOException {
    localPlatform();
    assertThat(find(Optional.empty(), Optional.empty()))
        .isEqualTo(
            new Connection(
                URI.create("http://127.0.0.1:1"),
                "eu-north-1",
                Credentials.of("LOCAL", "secret of LOCAL"),
                Optional.empty()));
  }

  @Test
  void keysAndRegionForAwsAreNotSentToAPlatformFromTheDataDirectory() throws IOException {
    localPlatform();
    awsKeys();
    environment.put("AWS_REGION", "eu-west-1");
    Connection found = find(Optional.empty(), Optional.empty());
    assertThat(found.keys().accessKeyId()).isEqualTo("LOCAL");
    assertThat(found.region()).isEqualTo("eu-north-1");
  }

  @Test
  void variablesCountTogetherWithTheirEndpoint() throws IOException {
    localPlatform();
    awsKeys();
    environment.put("AWS_ENDPOINT_URL", "http://other:4566");
    environment.put("AWS_DEFAULT_REGION", "eu-west-1");
    assertThat(find(Optional.empty(), Optional.empty()))
        .isEqualTo(
            new Connection(
                URI.create("http://other:4566"),
                "eu-west-1",
                Credentials.of("VARIABLE", "secret of VARIABLE"),
                Optional.empty()));
  }

  @Test
  void whatAPlatformShowsInTlsIsTrustedAsItsFilesSayAndElseAsTheVariableSays() throws IOException {
    localPlatform();
    environment.put("AWS_CA_BUNDLE", "/etc/ours.pem");
    assertThat(find(Optional.empty(), Optional.empty()).authorities())
        .contains(Path.of("/etc/ours.pem"));
    Files.writeString(
        data.resolve("run/endpoints.json"),
        "{\"management\": \"https://127.0.0.1:1\", \"authorities\": \"/etc/its.pem\"}");
    assertThat(find(Optional.empty(), Optional.empty()).authorities())
        .contains(Path.of("/etc/its.pem"));
    assertThat(find(Optional.of("https://other"), Optional.empty()).authorities())
        .contains(Path.of("/etc/ours.pem"));
  }

  @Test
  void flagsComeBeforeVariables() throws IOException {
    awsKeys();
    environment.put("AWS_ENDPOINT_URL", "http://other:4566");
    Path file = data.resolve("mine.json");
    keys(file, "FLAG");
    Connection found = find(Optional.of("https://flag"), Optional.of(file));
    assertThat(found.endpoint()).isEqualTo(URI.create("https://flag"));
    assertThat(found.keys().accessKeyId()).isEqualTo("FLAG");
  }

  @Test
  void anEndpointWithoutKeysIsAFailureThatNamesTheVariables() {
    assertThatThrownBy(() -> find(Optional.of("http://other"), Optional.empty()))
        .isInstanceOfSatisfying(
            Failure.class,
            failure ->
                assertThat(String.join(" ", failure.remedies())).contains("AWS_ACCESS_KEY_ID"));
  }

  @Test
  void anEndpointThatIsNoAddressIsNamed() {
    awsKeys();
    assertThatThrownBy(() -> find(Optional.of("localhost:4566"), Optional.empty()))
        .hasMessageContaining("'localhost:4566' is not the address of a platform");
  }

  @Test
  void theStandardDirectoryDependsOnTheUser() {
    Path home = Path.of("/home/someone");
    assertThat(DataDirectory.standard(Map.of(), "root", home).path())
        .isEqualTo(Path.of("/var/lib/martlet"));
    assertThat(DataDirectory.standard(Map.of(), "someone", home).path())
        .isEqualTo(home.resolve(".local/share/martlet"));
    assertThat(DataDirectory.standard(Map.of("MARTLET_DATA", "/d"), "root", home).path())
        .isEqualTo(Path.of("/d"));
  }

  @Test
  void homeIsWhatTheShellCallsSo() {
    assertThat(DataDirectory.home(Map.of("HOME", "/elsewhere"))).isEqualTo(Path.of("/elsewhere"));
    Path system = Path.of(System.getProperty("user.home"));
    assertThat(DataDirectory.home(Map.of())).isEqualTo(system);
    assertThat(DataDirectory.home(Map.of("HOME", ""))).isEqualTo(system);
  }
}
