package dev.martlet.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "help",
    header = "Show a command's help.",
    description = {"", "  ./martlet help deploy"})
final class HelpCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "The command.")
  private @Nullable String name;

  @Override
  public void run() {
    if (spec == null || spec.parent() == null) {
      throw new IllegalStateException("help is a command of another");
    }
    CommandLine all = spec.parent().commandLine();
    CommandLine asked = name == null ? all : all.getSubcommands().get(name);
    if (asked == null) {
      throw new ParameterException(spec.commandLine(), "There is no command '" + name + "'.");
    }
    asked.usage(all.getOut());
  }
}
