package dev.martlet.cli.report;

/** Why the process ended, as the shell sees it. The numbers are documented and never change. */
public enum Exit {
  OK(0, "done"),
  FUNCTION_ERROR(1, "the function answered with an error, or the platform is degraded"),
  USAGE(2, "the command line, the manifest or the folder is not as it should be"),
  UNREACHABLE(3, "no platform answers at the endpoint"),
  REFUSED(4, "the platform answered and refused, or its work ended in a failure"),
  INTERNAL(70, "a fault in martlet itself");

  private final int code;
  private final String meaning;

  Exit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number that the shell gets. */
  public int code() {
    return code;
  }

  /** One line for the help text. */
  public String meaning() {
    return meaning;
  }
}
