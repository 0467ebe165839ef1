package dev.martlet.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
    name = "martlet",
    version = "martlet 0.1.0",
    header = "Runs functions on your own machine, behind AWS's own API.",
    synopsisHeading = "%n",
    customSynopsis = {
      "  ./martlet up                              start a platform and an example function",
      "  ./martlet deploy my-folder                a folder with a handler becomes a function",
      "  ./martlet invoke my-folder -d '{\"n\": 2}'  call it",
      "  ./martlet logs my-folder -f               see what it printed",
      "  eval \"$(./martlet env)\"                   point aws and boto3 at the platform",
    },
    optionListHeading = "%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    footer = {"", "More about each: ./martlet COMMAND --help"},
    subcommands = {
      ServerCommands.Up.class,
      ServerCommands.Serve.class,
      EnvCommand.class,
      KeysCommand.class,
      RuntimesCommand.class,
      DeployCommand.class,
      InvokeCommand.class,
      FunctionsCommand.class,
      LogsCommand.class,
      DeleteCommand.class,
      HealthCommand.class,
      ServerCommands.Test.class,
      ServerCommands.Bench.class,
      ServerCommands.Pack.class,
      CompletionCommand.class,
      HelpCommand.class,
    })
// The two flags' fields are read by picocli alone.
@SuppressWarnings("UnusedVariable")
final class MartletCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this text.")
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  private boolean version;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "A command is missing.");
    }
  }
}
