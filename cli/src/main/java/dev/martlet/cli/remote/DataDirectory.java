package dev.martlet.cli.remote;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.cli.report.ShellWord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The two files of a platform's data directory that a client reads: {@code run/endpoints.json} and
 * {@code keys.json}.
 *
 * @param path the directory; it need not exist
 */
public record DataDirectory(Path path) {
  /** The default: {@code /var/lib/martlet} for root, else {@code ~/.local/share/martlet}. */
  public static DataDirectory standard(Map<String, String> environment, String user, Path home) {
    String named = environment.getOrDefault("MARTLET_DATA", "");
    if (!named.isBlank()) {
      return new DataDirectory(Path.of(named));
    }
    return new DataDirectory(
        user.equals("root") ? Path.of("/var/lib/martlet") : home.resolve(".local/share/martlet"));
  }

  /** The user's home: {@code HOME} as the shell has it, else what the system says. */
  public static Path home(Map<String, String> environment) {
    String named = environment.getOrDefault("HOME", "");
    return Path.of(named.startsWith("/") ? named : System.getProperty("user.home", "/"));
  }

  /** What commands that mean this directory need behind them: nothing for the usual one. */
  public String flag() {
    DataDirectory usual =
        standard(Map.of(), System.getProperty("user.name", ""), home(System.getenv()));
    return equals(usual) ? "" : " --data " + ShellWord.of(path.toString());
  }

  /** The shell line that takes up the platform's address and keys. */
  public String env() {
    return "eval \"$(./martlet env" + flag() + ")\"";
  }

  /** Whether a platform has been started with it. */
  boolean used() {
    return Files.exists(path.resolve("keys.json"));
  }

  /** The keys of the platform. */
  public KeysFile keys() {
    return new KeysFile(path.resolve("keys.json"));
  }

  /** Where the platform answers, as it wrote at its start; empty if it is not running. */
  public Optional<Endpoints> endpoints() {
    Path file = path.resolve("run/endpoints.json");
    try {
      Json json =
          JsonText.read(Files.readAllBytes(file))
              .orElseThrow(() -> Failure.usage(file + " is not JSON."));
      return json.text("management")
          .map(
              url ->
                  new Endpoints(
                      URI.create(url),
                      json.text("region").orElse("us-east-1"),
                      json.text("authorities").map(Path::of)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw KeysFile.denied(file, e);
    } catch (IOException e) {
      throw new Failure(Exit.USAGE, "Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * What {@code run/endpoints.json} says.
   *
   * @param authorities the certificates to trust, if they are others than the usual ones
   */
  public record Endpoints(URI management, String region, Optional<Path> authorities) {}
}
