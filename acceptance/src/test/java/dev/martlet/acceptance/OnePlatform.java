package dev.martlet.acceptance;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One platform for all tests of a class. */
abstract class OnePlatform {
  @TempDir static Path folder;
  static Platform platform;
  static Api api;

  @BeforeAll
  static void start() {
    platform = Platform.start(folder.resolve("data"));
    api = platform.api();
  }

  @AfterAll
  static void stop() {
    platform.close();
  }
}
