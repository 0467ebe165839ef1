package dev.martlet.app;

/**
 * The platform cannot start on this machine or with these settings. Thrown only while it is put
 * together, and turned into a sentence and an exit code by {@link Main}.
 */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  /** The settings or the command line are not as they should be. */
  static final int USAGE = 2;

  /** The machine or another process stands in the way. */
  static final int MACHINE = 4;

  private final int exit;

  private Refused(int exit, String sentence) {
    super(sentence, null, false, false);
    this.exit = exit;
  }

  static Refused usage(String sentence) {
    return new Refused(USAGE, sentence);
  }

  static Refused machine(String sentence) {
    return new Refused(MACHINE, sentence);
  }

  int exit() {
    return exit;
  }

  /** What stands in the way, and what to do; a line for each problem. */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
