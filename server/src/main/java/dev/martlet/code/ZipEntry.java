package dev.martlet.code;

/**
 * One entry as the central directory describes it, unchecked but for its shape.
 *
 * @param rawName the name's bytes as Latin-1, to compare them with the local header's
 * @param name the name decoded
 * @param unixMode type and permission bits, or 0 if its maker has none
 * @param stored true if its data is not compressed
 * @param crc of the unpacked data
 * @param packed length of its data in the archive
 * @param unpacked the length it claims to unpack to
 * @param offset where its local header starts
 */
record ZipEntry(
    String rawName,
    String name,
    int unixMode,
    boolean stored,
    int crc,
    long packed,
    long unpacked,
    long offset) {

  private static final int TYPE = 0xF000;
  private static final int EXECUTABLE = 0111;

  /** What kind of node it is; links to devices, pipes and sockets have no kind. */
  enum Kind {
    DIRECTORY,
    FILE,
    LINK
  }

  Kind kind() throws BadArchive {
    return switch (unixMode & TYPE) {
      case 0 -> name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
      case 0x4000 -> Kind.DIRECTORY;
      case 0x8000 -> name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
      case 0xA000 -> Kind.LINK;
      default -> throw BadArchive.entry(name, "is neither a file, a directory nor a link");
    };
  }

  boolean executable() {
    return (unixMode & EXECUTABLE) != 0;
  }
}
