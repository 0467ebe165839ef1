package dev.martlet.cli.deploy;

/** One file or symbolic link of a function's code. Its content is not to be changed. */
final class CodeEntry {
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;

  private final String name;
  private final int mode;
  private final byte[] content;

  private CodeEntry(String name, int mode, byte[] content) {
    this.name = name;
    this.mode = mode;
    this.content = content;
  }

  /** A file; of its mode only whether it may be run is kept. */
  static CodeEntry file(String name, boolean executable, byte[] content) {
    return new CodeEntry(name, REGULAR | (executable ? 0755 : 0644), content);
  }

  /** A symbolic link, kept as it is whatever it points to. */
  static CodeEntry link(String name, byte[] target) {
    return new CodeEntry(name, LINK | 0777, target);
  }

  /** The path inside the archive, parts joined by slashes. */
  String name() {
    return name;
  }

  /** Type and permissions as {@code st_mode} has them. */
  int mode() {
    return mode;
  }

  /** The file's bytes, or a link's target. */
  byte[] content() {
    return content;
  }
}
