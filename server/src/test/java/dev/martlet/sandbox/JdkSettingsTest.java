package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkSettingsTest {
  @TempDir Path temporary;
  private Path root;
  private Path jdk;

  @BeforeEach
  void makeFolders() throws IOException {
    root = temporary.toRealPath();
    jdk = root.resolve("usr/lib/jvm/jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.createDirectories(jdk.resolve("conf/security"));
  }

  @Test
  void settingsThatADistributionKeepsElsewhereAreFound() throws IOException {
    Path real = root.resolve("etc/java-17-openjdk/security/java.security");
    Files.createDirectories(real.getParent());
    Files.createFile(real);
    Files.createSymbolicLink(jdk.resolve("conf/security/java.security"), real);
    assertThat(JdkSettings.of(root, jdk.resolve("bin/java")))
        .contains(root.resolve("etc/java-17-openjdk"));
  }

  @Test
  void aJdkThatIsWholeHasNone() throws IOException {
    Files.createFile(jdk.resolve("conf/security/java.security"));
    assertThat(JdkSettings.of(root, jdk.resolve("bin/java"))).isEmpty();
  }

  @Test
  void aJdkWithoutTheFileHasNone() {
    assertThat(JdkSettings.of(root, jdk.resolve("bin/java"))).isEmpty();
  }
}
