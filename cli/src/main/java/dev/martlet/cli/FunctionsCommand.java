package dev.martlet.cli;

import dev.martlet.cli.remote.Answer;
import dev.martlet.cli.remote.Client;
import dev.martlet.cli.remote.Refusal;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.cli.report.Table;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.lambda.LastUpdateStatus;
import dev.martlet.wire.shape.lambda.ListFunctionsRequest;
import dev.martlet.wire.shape.lambda.ListFunctionsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "functions",
    header = "List the functions.",
    description = {"", "  ./martlet functions", "  ./martlet functions -o json"})
final class FunctionsCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  FunctionsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Client client = surroundings.client(connection)) {
      List<FunctionConfiguration> functions =
          all(client).stream().flatMap(function -> whole(client, function).stream()).toList();
      if (output.json()) {
        surroundings
            .terminal()
            .line(
                JsonText.write(
                    Json.items(functions.stream().map(FunctionsCommand::json).toList())));
      } else if (functions.isEmpty()) {
        surroundings.terminal().note("There is no function yet. Make one: ./martlet deploy DIR");
      } else {
        table(functions).lines().forEach(surroundings.terminal()::line);
      }
    }
    return 0;
  }

  private static List<FunctionConfiguration> all(Client client) {
    List<FunctionConfiguration> all = new ArrayList<>();
    String marker = null;
    do {
      ListFunctionsResponse page =
          client
              .call(Lambda.LIST_FUNCTIONS, ListFunctionsRequest.builder().marker(marker).build())
              .orFail();
      all.addAll(Objects.requireNonNullElse(page.functions(), List.of()));
      marker = page.nextMarker();
    } while (marker != null && !marker.isEmpty());
    return all;
  }

  /** A list leaves states out, so each function is asked for; nothing if it is gone by now. */
  private static Optional<FunctionConfiguration> whole(
      Client client, FunctionConfiguration listed) {
    var request =
        GetFunctionConfigurationRequest.builder().functionName(text(listed.functionName())).build();
    return switch (client.call(Lambda.GET_FUNCTION_CONFIGURATION, request)) {
      case Answer.Done<FunctionConfiguration>(FunctionConfiguration function) ->
          Optional.of(function);
      case Answer.Refused<FunctionConfiguration>(Refusal refusal) -> {
        if (!refusal.code().equals("ResourceNotFoundException")) {
          throw refusal.failure();
        }
        yield Optional.empty();
      }
    };
  }

  private static Table table(List<FunctionConfiguration> functions) {
    Table table = new Table("NAME", "RUNTIME", "STATE", "MEMORY", "TIMEOUT", "MODIFIED");
    for (FunctionConfiguration function : functions) {
      table.row(
          text(function.functionName()),
          text(function.runtime()),
          state(function) + (reason(function).isEmpty() ? "" : " (" + reason(function) + ")"),
          text(function.memorySize()) + " MB",
          text(function.timeout()) + " s",
          text(function.lastModified()));
    }
    return table;
  }

  private static String state(FunctionConfiguration function) {
    return function.lastUpdateStatus() == LastUpdateStatus.IN_PROGRESS
        ? "Updating"
        : text(function.state());
  }

  /** Why the state is not the usual one; empty if it is. */
  private static String reason(FunctionConfiguration function) {
    return function.lastUpdateStatus() == LastUpdateStatus.IN_PROGRESS
        ? ""
        : text(function.stateReason());
  }

  private static Json json(FunctionConfiguration function) {
    return Json.members()
        .with("name", text(function.functionName()))
        .with("arn", text(function.functionArn()))
        .with("runtime", text(function.runtime()))
        .with("handler", text(function.handler()))
        .with("state", state(function))
        .with("stateReason", reason(function))
        .with("memory", Objects.requireNonNullElse(function.memorySize(), 0))
        .with("timeout", Objects.requireNonNullElse(function.timeout(), 0))
        .with("codeSize", Objects.requireNonNullElse(function.codeSize(), 0L))
        .with("codeSha256", text(function.codeSha256()))
        .with("lastModified", text(function.lastModified()));
  }

  private static String text(@Nullable Object value) {
    return Objects.toString(value, "");
  }
}
