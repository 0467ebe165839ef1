package dev.martlet.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Zip archives of a few texts. */
public final class Archive {
  private Archive() {}

  /** The archive in Base64, as {@code ZipFile} wants it. */
  public static String base64(Map<String, String> files) {
    return Base64.getEncoder().encodeToString(bytes(files));
  }

  public static byte[] bytes(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        // The same texts are to be the same archive, whenever it is made.
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("Memory does not fail to be written", impossible);
    }
    return bytes.toByteArray();
  }
}
