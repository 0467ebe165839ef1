package dev.martlet.cli.report;

/** A value as one word of a command line that people copy. */
public final class ShellWord {
  private ShellWord() {}

  /** One word of a POSIX shell, whatever the value holds. */
  public static String of(String value) {
    return value.matches("[\\w@%+=:,./-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
