package dev.martlet.cli;

import picocli.CommandLine.Option;

/** The flag that says for whom a command prints. */
final class OutputOption {
  /** The forms that output has. */
  enum Form {
    TEXT,
    JSON
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      defaultValue = "TEXT",
      description = "For people, or for programs.")
  private Form form = Form.TEXT;

  boolean json() {
    return form == Form.JSON;
  }
}
