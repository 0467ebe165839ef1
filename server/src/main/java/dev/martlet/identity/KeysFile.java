package dev.martlet.identity;

import dev.martlet.wire.sign.Credentials;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code keys.json}, shared with the command line: {@code {"accessKeyId": …, "secretAccessKey": …,
 * "previous": {…}}}. Readable by its owner alone, and replaced in one step, so that a reader never
 * sees half of it.
 */
final class KeysFile {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String PREVIOUS = "previous";

  /** No honest file of two pairs comes near. */
  private static final int MAX_BYTES = 64 * 1024;

  private final Path path;

  KeysFile(Path path) {
    this.path = path;
  }

  /** Tells one state of the file from the next without reading it. */
  record Stamp(@Nullable Object file, FileTime modified, long size) {}

  @Override
  public String toString() {
    return path.toString();
  }

  Stamp stamp() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
  }

  boolean exists() {
    return Files.exists(path);
  }

  /** Whether others than its owner may read the secrets. */
  boolean exposed() throws IOException {
    Set<PosixFilePermission> owner =
        Set.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    return !owner.containsAll(Files.getPosixFilePermissions(path));
  }

  KeyPairs read() throws IOException {
    if (Files.size(path) > MAX_BYTES) {
      throw new BrokenKeysException(path, "is too long for a file of keys", null);
    }
    Map<String, String> texts = new HashMap<>();
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), Files.readAllBytes(path))) {
      in.nextToken();
      members(in, "", texts);
    } catch (JacksonException malformed) {
      throw new BrokenKeysException(path, "is not JSON", malformed);
    }
    Optional<Credentials> current = pair(texts, "");
    return new KeyPairs(
        current.orElseThrow(() -> new BrokenKeysException(path, "holds no pair of keys", null)),
        pair(texts, PREVIOUS + "."));
  }

  /** Writes the file, and returns once it is on disk. */
  void write(KeyPairs pairs) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      pair(out, pairs.current());
      if (pairs.previous().isPresent()) {
        out.writeName(PREVIOUS);
        out.writeStartObject();
        pair(out, pairs.previous().get());
        out.writeEndObject();
      }
      out.writeEndObject();
    }
    replace(text + "\n");
  }

  private void replace(String text) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    Path next =
        Files.createTempFile(
            folder,
            "keys",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(next, text.getBytes(StandardCharsets.UTF_8));
      try (FileChannel file = FileChannel.open(next, StandardOpenOption.WRITE)) {
        file.force(true);
      }
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /** Collects the texts of an object and of those inside it, by path. */
  private void members(JsonParser in, String prefix, Map<String, String> texts) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw new BrokenKeysException(path, "holds no JSON object where one belongs", null);
    }
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        texts.put(prefix + name, in.getString());
      } else if (value == JsonToken.START_OBJECT && prefix.isEmpty() && name.equals(PREVIOUS)) {
        members(in, PREVIOUS + ".", texts);
      } else {
        in.skipChildren();
      }
    }
  }

  private static Optional<Credentials> pair(Map<String, String> texts, String prefix) {
    String id = texts.getOrDefault(prefix + "accessKeyId", "");
    String secret = texts.getOrDefault(prefix + "secretAccessKey", "");
    return id.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(Credentials.of(id, secret));
  }

  private static void pair(JsonGenerator out, Credentials pair) {
    out.writeStringProperty("accessKeyId", pair.accessKeyId());
    out.writeStringProperty("secretAccessKey", pair.secretAccessKey());
  }
}
