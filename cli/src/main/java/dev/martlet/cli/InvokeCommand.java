package dev.martlet.cli;

import dev.martlet.cli.remote.Client;
import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.cli.report.Terminal;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.InvocationRequest;
import dev.martlet.wire.shape.lambda.InvocationResponse;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.lambda.LogType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "invoke",
    header = "Call a function, and print its answer.",
    description = {
      "",
      "  ./martlet invoke square -d '{\"numbers\": [2, 3, 4]}'",
      "  ./martlet invoke square -d @event.json --tail",
      "  echo '{}' | ./martlet invoke square -d -",
      "",
      "The answer goes to standard output as it is. Ends with 1 if the function failed."
    })
final class InvokeCommand implements Callable<Integer> {
  /** What AWS takes in a synchronous call. */
  private static final int LIMIT = 6_291_456;

  private final Surroundings surroundings;
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "NAME", description = "The function.")
  private String name = "";

  @Option(
      names = {"-d", "--event"},
      paramLabel = "JSON|@FILE|-",
      defaultValue = "{}",
      description = "The event; {} unless told otherwise.")
  private String event = "{}";

  @Option(names = "--tail", description = "Show the end of what the invocation logged.")
  private boolean tail;

  InvokeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    InvocationRequest request =
        InvocationRequest.builder()
            .functionName(name)
            .payload(Blob.adopt(payload()))
            .logType(tail ? LogType.TAIL : LogType.NONE)
            .build();
    try (Client client = surroundings.client(connection)) {
      InvocationResponse response = client.call(Lambda.INVOKE, request).orFail();
      if (output.json()) {
        surroundings.terminal().line(JsonText.write(json(response)));
      } else {
        tell(response);
      }
      return (response.functionError() == null ? Exit.OK : Exit.FUNCTION_ERROR).code();
    }
  }

  private byte[] payload() {
    if (event.equals("-")) {
      return surroundings.terminal().input(LIMIT);
    }
    if (!event.startsWith("@")) {
      return event.getBytes(StandardCharsets.UTF_8);
    }
    Path file = Path.of(event.substring(1));
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new Failure(
          Exit.USAGE,
          "Cannot read the event from " + file + ".",
          e,
          "-d takes JSON, @ and a file's name, or - for standard input.");
    }
  }

  private void tell(InvocationResponse response) {
    Terminal terminal = surroundings.terminal();
    log(response).lines().forEach(terminal::foreignNote);
    terminal.foreign(answer(response).toByteArray());
    terminal.line("");
    if (response.functionError() != null) {
      terminal.note("The function failed (" + response.functionError() + ").");
      terminal.note("Its log: ./martlet logs " + name);
    }
  }

  private static Json json(InvocationResponse response) {
    byte[] answer = answer(response).toByteArray();
    Json.Members json =
        Json.members()
            .with("statusCode", Objects.requireNonNullElse(response.statusCode(), 200))
            .with("executedVersion", Objects.requireNonNullElse(response.executedVersion(), ""));
    if (response.functionError() != null) {
      json = json.with("functionError", response.functionError());
    }
    json =
        json.with(
            "payload",
            JsonText.read(answer)
                .orElseGet(() -> new Json.Text(new String(answer, StandardCharsets.UTF_8))));
    String log = log(response);
    return log.isEmpty() ? json : json.with("log", log);
  }

  private static Blob answer(InvocationResponse response) {
    return Objects.requireNonNullElse(response.payload(), Blob.EMPTY);
  }

  private static String log(InvocationResponse response) {
    return response.logResult() == null
        ? ""
        : new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8);
  }
}
