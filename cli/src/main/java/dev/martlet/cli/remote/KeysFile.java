package dev.martlet.cli.remote;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.wire.sign.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * {@code keys.json} of the data directory: {@code {"accessKeyId", "secretAccessKey", "previous":
 * {…}}}. The server writes it once, at its first start, and reads it again whenever it changes; the
 * pair under {@code previous} stays valid until it is dropped.
 */
public final class KeysFile {
  private final Path path;

  /** The file at that path, which need not exist. */
  public KeysFile(Path path) {
    this.path = path;
  }

  /** What the file holds; empty where there is no file. */
  public Optional<Held> read() {
    try {
      return Optional.of(parse(Files.readAllBytes(path)));
    } catch (java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    } catch (java.nio.file.AccessDeniedException e) {
      throw denied(path, e);
    } catch (IOException e) {
      throw new Failure(Exit.USAGE, "Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** A file of the platform's that is not for this user. */
  static Failure denied(Path file, java.nio.file.AccessDeniedException cause) {
    return new Failure(
        Exit.USAGE,
        "You may not read " + file + ".",
        cause,
        "Run the command as the user who runs the platform, or set AWS_ENDPOINT_URL,",
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
  }

  private Held parse(byte[] text) {
    Optional<Held> held =
        JsonText.read(text)
            .flatMap(
                json ->
                    pair(json)
                        .map(
                            pair ->
                                new Held(pair, json.member("previous").flatMap(KeysFile::pair))));
    return held.orElseThrow(
        () ->
            Failure.usage(
                path + " is not a file of keys.",
                "It should read {\"accessKeyId\": \"…\", \"secretAccessKey\": \"…\"}."));
  }

  private static Optional<Credentials> pair(Json json) {
    return json.text("accessKeyId")
        .filter(id -> !id.isBlank())
        .flatMap(
            id ->
                json.text("secretAccessKey")
                    .filter(secret -> !secret.isBlank())
                    .map(secret -> Credentials.of(id, secret)));
  }

  /** Replaces the file in one step; only its owner may read it. */
  public void write(Held held) {
    Json.Members json = members(held.current());
    if (held.previous().isPresent()) {
      json = json.with("previous", members(held.previous().get()));
    }
    byte[] text = (JsonText.write(json) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      Path folder = path.toAbsolutePath().getParent();
      Path next =
          Files.createTempFile(
              folder,
              "keys",
              ".json",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.write(next, text);
        takeOwner(next);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(next);
      }
    } catch (IOException e) {
      throw new Failure(Exit.USAGE, "Cannot write " + path + ": " + e, e);
    }
  }

  /** Root may rotate the keys of a platform that runs as somebody else. */
  private void takeOwner(Path next) throws IOException {
    if (Files.exists(path) && !Files.getOwner(path).equals(Files.getOwner(next))) {
      Files.setOwner(next, Files.getOwner(path));
    }
  }

  private static Json.Members members(Credentials pair) {
    return Json.members()
        .with("accessKeyId", pair.accessKeyId())
        .with("secretAccessKey", pair.secretAccessKey());
  }

  /** The pair in use, and the one before it where it is still valid. */
  public record Held(Credentials current, Optional<Credentials> previous) {}
}
