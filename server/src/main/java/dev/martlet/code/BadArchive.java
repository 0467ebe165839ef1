package dev.martlet.code;

import java.io.Serial;

/** Why an archive is refused; the message is for the caller. */
final class BadArchive extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private static final String AWS_WORDS =
      "Could not unzip uploaded file. Please check your file, then try to upload again.";
  private static final int LONGEST_NAME_SHOWN = 100;

  private BadArchive(String message) {
    super(message, null, false, false);
  }

  static BadArchive empty() {
    return new BadArchive("Uploaded file must be a non-empty zip");
  }

  static BadArchive notZip() {
    return new BadArchive(AWS_WORDS);
  }

  static BadArchive because(String reason) {
    return new BadArchive(AWS_WORDS + " (" + reason + ")");
  }

  /** {@code problem} follows the entry's name: {@code is encrypted}. */
  static BadArchive entry(String name, String problem) {
    return because("entry \"" + shown(name) + "\" " + problem);
  }

  static BadArchive tooLarge() {
    return new BadArchive(
        "Unzipped size must be smaller than " + ArchiveLimits.UNPACKED_BYTES + " bytes");
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  // Names come from the archive: they must not break the line, the terminal or the page.
  private static String shown(String name) {
    String cut = name.length() > LONGEST_NAME_SHOWN ? name.substring(0, LONGEST_NAME_SHOWN) : name;
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) || c == '"' ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
