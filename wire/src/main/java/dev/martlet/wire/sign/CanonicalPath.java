package dev.martlet.wire.sign;

import java.util.ArrayList;
import java.util.List;

/**
 * The path of a canonical request. S3's is the path with every byte encoded once; everybody else's
 * is free of dots and doubled slashes, and what was sent encoded is encoded again.
 */
final class CanonicalPath {
  private CanonicalPath() {}

  static void write(String rawPath, String service, Canonical out) {
    if (service.equals("s3")) {
      once(rawPath.isEmpty() ? "/" : rawPath, out);
    } else {
      twice(plain(rawPath) ? rawPath : normalised(rawPath), out);
    }
  }

  private static void once(String path, Canonical out) {
    for (int i = 0; i < path.length(); i++) {
      char character = path.charAt(i);
      int escaped = character == '%' ? PercentCode.octet(path, i) : -1;
      if (escaped >= 0) {
        out.encoded(escaped);
        i += 2;
      } else if (character == '/') {
        out.put('/');
      } else {
        out.encoded(character & 0xff);
      }
    }
  }

  private static void twice(String path, Canonical out) {
    for (int i = 0; i < path.length(); i++) {
      char character = path.charAt(i);
      if (character == '/') {
        out.put('/');
      } else {
        out.encoded(character & 0xff);
      }
    }
  }

  /** Whether there is nothing to normalise, which is so for all but odd clients. */
  private static boolean plain(String path) {
    return path.startsWith("/") && !path.contains("//") && !path.contains("/.");
  }

  private static String normalised(String path) {
    List<String> kept = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> {
          if (!kept.isEmpty()) {
            kept.removeLast();
          }
        }
        default -> kept.add(segment);
      }
    }
    boolean folder = path.endsWith("/") && !kept.isEmpty();
    return "/" + String.join("/", kept) + (folder ? "/" : "");
  }
}
