package dev.martlet.cli;

import dev.martlet.cli.remote.Client;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.wire.shape.lambda.DeleteFunctionRequest;
import dev.martlet.wire.shape.lambda.Lambda;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "delete",
    header = "Delete a function.",
    description = {"", "  ./martlet delete square", "", "Its log stays until its time is over."})
final class DeleteCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "NAME", description = "The function.")
  private String name = "";

  DeleteCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Client client = surroundings.client(connection)) {
      client
          .call(Lambda.DELETE_FUNCTION, DeleteFunctionRequest.builder().functionName(name).build())
          .orFail();
    }
    if (output.json()) {
      Json.Members json = Json.members().with("name", name).with("result", "deleted");
      surroundings.terminal().line(JsonText.write(json));
    } else {
      surroundings.terminal().note(name + " is deleted.");
    }
    return 0;
  }
}
