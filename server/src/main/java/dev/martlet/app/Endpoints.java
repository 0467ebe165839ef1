package dev.martlet.app;

import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code run/endpoints.json}: where the platform answers, for whoever has the data directory.
 *
 * @param management the API's URL
 * @param gateway the URL of users' traffic
 */
record Endpoints(URI management, URI gateway, String region) {
  /** Writes the file in one step: who sees it, sees all of it. */
  void write(Path run) throws IOException {
    Json.Members document =
        Json.members()
            .with("management", management.toString())
            .with("gateway", gateway.toString())
            .with("region", region)
            .with("pid", ProcessHandle.current().pid())
            .with("version", Home.VERSION);
    Path next = run.resolve("endpoints.json.new");
    Files.writeString(next, JsonText.write(document) + "\n");
    Files.move(next, file(run), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Nobody answers there any more. */
  static void remove(Path run) throws IOException {
    Files.deleteIfExists(file(run));
  }

  private static Path file(Path run) {
    return run.resolve("endpoints.json");
  }
}
