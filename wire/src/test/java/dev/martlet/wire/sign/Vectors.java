package dev.martlet.wire.sign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The requests of {@code vectors.txt}, signed by AWS's own library. */
record Vectors(String name, Sent request, @Nullable String token) {
  static final Instant SIGNED_AT = Instant.parse("2015-08-30T12:36:00Z");
  static final String ACCESS_KEY = "AKIDEXAMPLE";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  Credentials credentials() {
    return new Credentials(ACCESS_KEY, SECRET, token);
  }

  static Vectors named(String name) throws IOException {
    return all().stream().filter(vector -> vector.name().equals(name)).findFirst().orElseThrow();
  }

  static List<Vectors> all() throws IOException {
    List<Vectors> vectors = new ArrayList<>();
    try (InputStream in = Vectors.class.getResourceAsStream("vectors.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String block : text.split("\n\n", -1)) {
        if (block.startsWith("case ")) {
          vectors.add(read(block));
        }
      }
    }
    return vectors;
  }

  private static Vectors read(String block) {
    Map<String, String> fields = new TreeMap<>();
    Map<String, String> headers = new TreeMap<>();
    for (String line : block.lines().toList()) {
      String[] word = line.split(" ", 2);
      if (word[0].equals("header")) {
        String[] header = word[1].split(": ", 2);
        headers.put(header[0], header[1]);
      } else {
        fields.put(word[0], word[1]);
      }
    }
    byte[] body = Base64.getDecoder().decode(fields.getOrDefault("body", "").trim());
    Sent sent =
        new Sent(
            fields.getOrDefault("method", ""),
            fields.getOrDefault("path", ""),
            fields.getOrDefault("query", ""),
            headers,
            new String(body, StandardCharsets.ISO_8859_1));
    return new Vectors(fields.getOrDefault("case", ""), sent, fields.get("token"));
  }
}
