package dev.martlet.cli;

import dev.martlet.cli.remote.Answer;
import dev.martlet.cli.remote.Answer.Done;
import dev.martlet.cli.remote.Answer.Refused;
import dev.martlet.cli.remote.Client;
import dev.martlet.cli.remote.Refusal;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.cli.report.Style;
import dev.martlet.cli.report.Terminal;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.lambda.LoggingConfig;
import dev.martlet.wire.shape.logs.FilteredLogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    header = "Show what a function logged.",
    description = {
      "",
      "  ./martlet logs square                    the last hour",
      "  ./martlet logs square -f                 and what comes, until Ctrl-C",
      "  ./martlet logs square --filter ERROR --since 24h",
      "",
      "A version or an alias (square:live) logs where its function does, beside the others."
    })
final class LogsCommand implements Callable<Integer> {
  private static final String USUAL_GROUPS = "/aws/lambda/";
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Surroundings surroundings;
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "NAME", description = "The function.")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = ShortDuration.class,
      description = "How far back: 30s, 15m, 1h, 7d.")
  private Duration since = Duration.ofHours(1);

  @Option(
      names = "--filter",
      paramLabel = "PATTERN",
      description = "Only lines that match: terms, \"phrases\", ?either, -without.")
  private @Nullable String filter;

  LogsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Instant start = surroundings.clock().instant().minus(since);
    try (Client client = surroundings.client(connection)) {
      Answer<FunctionConfiguration> function = function(client);
      LogReader reader = new LogReader(client, group(function), filter, start);
      reader.read(this::show).ifPresent(refusal -> explain(function, refusal));
      // A follower ends with its process, by Ctrl-C.
      Instant before = surroundings.clock().instant();
      while (follow) {
        surroundings.pace().pause(POLL);
        Instant now = surroundings.clock().instant();
        if (now.isBefore(before)) {
          reader.goBack(Duration.between(now, before).plus(POLL));
        }
        before = now;
        reader
            .read(this::show)
            .filter(refusal -> !refusal.code().equals("ResourceNotFoundException"))
            .ifPresent(
                refusal -> {
                  throw refusal.failure();
                });
      }
    }
    return 0;
  }

  private Answer<FunctionConfiguration> function(Client client) {
    return client.call(
        Lambda.GET_FUNCTION_CONFIGURATION,
        GetFunctionConfigurationRequest.builder().functionName(name).build());
  }

  /** Where the function logs; one that is gone has left its log. */
  private String group(Answer<FunctionConfiguration> function) {
    return switch (function) {
      case Done<FunctionConfiguration>(FunctionConfiguration present) ->
          Optional.ofNullable(present.loggingConfig())
              .map(LoggingConfig::logGroup)
              .orElse(USUAL_GROUPS + name);
      case Refused<FunctionConfiguration>(Refusal refusal) -> {
        if (!refusal.code().equals("ResourceNotFoundException") || name.contains(":")) {
          throw refusal.failure();
        }
        yield USUAL_GROUPS + name;
      }
    };
  }

  /** A function has a log group once it has logged something. */
  private void explain(Answer<FunctionConfiguration> function, Refusal refusal) {
    if (!refusal.code().equals("ResourceNotFoundException")) {
      throw refusal.failure();
    }
    function.orFail();
    surroundings.terminal().note(name + " has logged nothing yet.");
  }

  private void show(FilteredLogEvent event) {
    String time =
        Instant.ofEpochMilli(Objects.requireNonNullElse(event.timestamp(), 0L)).toString();
    String message = Objects.requireNonNullElse(event.message(), "").stripTrailing();
    if (output.json()) {
      Json.Members json =
          Json.members()
              .with("timestamp", time)
              .with("stream", Objects.requireNonNullElse(event.logStreamName(), ""))
              .with("message", message);
      surroundings.terminal().line(JsonText.line(json));
    } else {
      Terminal terminal = surroundings.terminal();
      // Runtimes write the lines of one event apart by carriage returns.
      String lines = message.lines().map(terminal::foreign).collect(Collectors.joining("\n"));
      terminal.line(terminal.styled(Style.DIM, time) + "  " + lines);
    }
  }
}
