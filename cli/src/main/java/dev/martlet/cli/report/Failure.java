package dev.martlet.cli.report;

import java.util.List;

/**
 * A command that cannot go on: what happened in one sentence, and what the user can do about it.
 * Thrown anywhere below a command, printed once at the top.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Exit exit;
  private final transient List<String> remedies;

  /**
   * @param exit the code with which the process ends
   * @param what one sentence, without a line break
   * @param remedies lines to follow it, each something to do
   */
  public Failure(Exit exit, String what, String... remedies) {
    super(what);
    this.exit = exit;
    this.remedies = List.of(remedies);
  }

  /** The same, keeping the exception that led here. */
  public Failure(Exit exit, String what, Throwable cause, String... remedies) {
    super(what, cause);
    this.exit = exit;
    this.remedies = List.of(remedies);
  }

  /** A fault of the command line, the manifest or the folder. */
  public static Failure usage(String what, String... remedies) {
    return new Failure(Exit.USAGE, what, remedies);
  }

  /** The code with which the process ends. */
  public Exit exit() {
    return exit;
  }

  /** What {@link #getMessage} says, for {@code String what}. */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** Lines that say what to do. */
  public List<String> remedies() {
    return remedies;
  }
}
