package dev.martlet.cli;

import dev.martlet.cli.deploy.Change;
import dev.martlet.cli.deploy.Deployed;
import dev.martlet.cli.deploy.Deployed.Created;
import dev.martlet.cli.deploy.Deployed.Unchanged;
import dev.martlet.cli.deploy.Deployed.Updated;
import dev.martlet.cli.deploy.Deployment;
import dev.martlet.cli.deploy.Project;
import dev.martlet.cli.remote.Client;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.cli.report.Style;
import dev.martlet.cli.report.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "deploy",
    header = "Make a folder a function, or bring the function to what the folder is now.",
    description = {
      "",
      "  ./martlet deploy examples/square/python",
      "  ./martlet deploy . --name resize",
      "",
      "Looks for martlet.yaml, and guesses what that does not say: a folder with handler.py,"
          + " lambda_function.py, index.mjs, index.js or package.json needs none. Sends only what"
          + " differs, and returns once the function is active.",
      "",
      "martlet.yaml, every key optional:",
      "  name: square                 else the folder's name",
      "  runtime: python3.11          else the newest one that the platform has",
      "  handler: handler.handler     file.function",
      "  memory: 128                  in MB",
      "  timeout: 3                   in seconds",
      "  description: Squares numbers",
      "  role: arn:aws:iam::000000000000:role/name",
      "  environment: {GREETING: hello}",
      "  exclude: [\"tests/**\"]"
    })
final class DeployCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "DIR", description = "The folder with the function's code.")
  private Path folder = Path.of(".");

  @Option(names = "--name", description = "The function's name, whatever martlet.yaml says.")
  private @Nullable String name;

  DeployCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Project project = Project.of(folder, Optional.ofNullable(name));
    try (Client client = surroundings.client(connection)) {
      Deployment deployment =
          new Deployment(client, surroundings.pace(), surroundings.terminal()::note);
      Deployed deployed = deployment.deploy(project);
      if (output.json()) {
        surroundings.terminal().line(JsonText.write(json(deployed)));
      } else {
        tell(deployed);
      }
    }
    return 0;
  }

  private void tell(Deployed deployed) {
    Terminal terminal = surroundings.terminal();
    String called = terminal.styled(Style.BOLD, deployed.name());
    switch (deployed) {
      case Created created -> {
        terminal.line(
            called + " is active: " + created.runtime() + ", handler " + created.handler());
        terminal.note("next: ./martlet invoke " + created.name() + " -d '{}'");
      }
      case Updated updated -> {
        terminal.line(called + " is active, changed:");
        updated.changes().forEach(change -> terminal.line("  " + change));
      }
      case Unchanged unchanged ->
          terminal.line(called + " is what the folder says already; nothing to do.");
    }
  }

  private static Json json(Deployed deployed) {
    Json.Members json = Json.members().with("name", deployed.name());
    return switch (deployed) {
      case Created created ->
          json.with("result", "created")
              .with("runtime", created.runtime())
              .with("handler", created.handler())
              .with("codeSize", created.codeSize());
      case Updated updated ->
          json.with("result", "updated")
              .with(
                  "changes",
                  Json.items(updated.changes().stream().map(DeployCommand::json).toList()));
      case Unchanged unchanged -> json.with("result", "unchanged");
    };
  }

  private static Json json(Change change) {
    return Json.members()
        .with("what", change.what())
        .with("from", change.from())
        .with("to", change.to());
  }
}
