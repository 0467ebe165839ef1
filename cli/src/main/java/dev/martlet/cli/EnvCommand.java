package dev.martlet.cli;

import dev.martlet.cli.remote.Connection;
import dev.martlet.cli.remote.ConnectionSource;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.cli.report.ShellWord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "env",
    header = "Print shell lines that point every AWS tool at the platform.",
    description = {
      "",
      "  eval \"$$(./martlet env)\"",
      "  aws --endpoint-url \"$$AWS_ENDPOINT_URL\" lambda list-functions",
      "",
      "Reads the data directory alone: what the shell exported before, for this platform or for AWS,"
          + " does not count, and what would lead the AWS tools elsewhere is unset. The AWS CLI takes the address from the variable since 1.29 and 2.13; older"
          + " ones need the flag."
    })
final class EnvCommand implements Callable<Integer> {
  // With each of these, left from a session with AWS, some AWS tool ignores or refuses the five
  // that
  // are exported: a token or an expiry of other keys, a profile that goes before keys, another
  // address for a service, an address made of the region's name.
  private static final List<String> MISLEADING =
      List.of(
          "AWS_SESSION_TOKEN",
          "AWS_SECURITY_TOKEN",
          "AWS_CREDENTIAL_EXPIRATION",
          "AWS_PROFILE",
          "AWS_DEFAULT_PROFILE",
          "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
          "AWS_ENDPOINT_URL_LAMBDA",
          "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS",
          "AWS_USE_FIPS_ENDPOINT",
          "AWS_USE_DUALSTACK_ENDPOINT");

  private final Surroundings surroundings;
  @Mixin private DataOption data = new DataOption();
  @Mixin private OutputOption output = new OutputOption();

  EnvCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<String, String> variables = variables(platform());
    if (output.json()) {
      Json.Members json = Json.members();
      for (var variable : variables.entrySet()) {
        json = json.with(variable.getKey(), variable.getValue());
      }
      surroundings.terminal().line(JsonText.write(json));
    } else {
      surroundings.terminal().line("unset " + String.join(" ", MISLEADING));
      variables.forEach(
          (name, value) ->
              surroundings.terminal().line("export " + name + "=" + ShellWord.of(value)));
    }
    return 0;
  }

  private Connection platform() {
    var environment = surroundings.environment();
    return new ConnectionSource(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            data.directory(environment),
            environment)
        .local();
  }

  private static Map<String, String> variables(Connection platform) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("AWS_ENDPOINT_URL", platform.endpoint().toString());
    variables.put("AWS_ACCESS_KEY_ID", platform.keys().accessKeyId());
    variables.put("AWS_SECRET_ACCESS_KEY", platform.keys().secretAccessKey());
    variables.put("AWS_REGION", platform.region());
    variables.put("AWS_DEFAULT_REGION", platform.region());
    platform
        .authorities()
        .filter(file -> platform.endpoint().getScheme().equals("https"))
        .ifPresent(file -> variables.put("AWS_CA_BUNDLE", file.toString()));
    return variables;
  }
}
