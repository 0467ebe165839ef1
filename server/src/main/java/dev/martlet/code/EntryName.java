package dev.martlet.code;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a name in an archive is as a path below the tree's root. */
final class EntryName {
  private EntryName() {}

  /**
   * The path, relative, without dots and doubled slashes; empty for the root.
   *
   * @throws BadArchive if it would leave the tree, or no file system of ours could hold it
   */
  static String path(String name) throws BadArchive {
    if (name.startsWith("/")) {
      throw BadArchive.entry(name, "has an absolute name");
    }
    if (name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      throw BadArchive.entry(name, "has a backslash or a NUL in its name");
    }
    if (utf8Length(name) > ArchiveLimits.PATH_BYTES) {
      throw BadArchive.entry(name, "has a path that is too long");
    }
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        throw BadArchive.entry(name, "leaves the archive");
      }
      if (utf8Length(part) > ArchiveLimits.NAME_BYTES) {
        throw BadArchive.entry(name, "has a name that is too long");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
