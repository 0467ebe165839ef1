package dev.martlet.cli;

/** Where the process of a command starts. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLineRun(Surroundings.ofProcess()).run(arguments));
  }
}
