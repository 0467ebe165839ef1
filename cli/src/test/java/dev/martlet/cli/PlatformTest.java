package dev.martlet.cli;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of commands that call a platform share. */
abstract class PlatformTest {
  final ScriptedPlatform platform;
  final Console console = new Console();

  PlatformTest() {
    try {
      platform = new ScriptedPlatform();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void theShellKnowsThePlatform() {
    console
        .variable("AWS_ENDPOINT_URL", platform.url())
        .variable("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        .variable("AWS_SECRET_ACCESS_KEY", "secret");
  }

  @AfterEach
  void close() {
    platform.close();
  }
}
