package dev.martlet.cli;

import dev.martlet.cli.remote.Client;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.cli.report.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "runtimes",
    header = "List the runtimes that the platform found, with versions and places.",
    description = {
      "",
      "  ./martlet runtimes",
      "",
      "A runtime is an interpreter of the platform's machine. Install another one with the"
          + " distribution's packages or below /opt, and start the platform again. Those called"
          + " provided run programs that functions bring, on the machine's own system."
    })
final class RuntimesCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  RuntimesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Client client = surroundings.client(connection)) {
      Json answer = client.platform("runtimes");
      if (output.json()) {
        surroundings.terminal().line(JsonText.write(answer));
      } else if (answer.list("runtimes").isEmpty()) {
        surroundings
            .terminal()
            .note("The platform found no interpreter. Install python3 or nodejs.");
      } else {
        table(answer).lines().forEach(surroundings.terminal()::line);
      }
    }
    return 0;
  }

  private static Table table(Json answer) {
    Table table = new Table("RUNTIME", "VERSION", "PLACE");
    for (Json runtime : answer.list("runtimes")) {
      String substitute =
          runtime.text("substitutedBy").map(other -> " (by " + other + ")").orElse("");
      table.row(
          runtime.text("runtime").orElse("") + substitute,
          runtime.text("version").orElse(""),
          runtime.text("path").orElse(""));
    }
    return table;
  }
}
