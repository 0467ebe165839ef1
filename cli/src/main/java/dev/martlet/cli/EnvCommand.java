package dev.martlet.cli;

import dev.martlet.cli.remote.Connection;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
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
          + " does not count. The AWS CLI takes the address from the variable since 1.29 and 2.13; older"
          + " ones need the flag."
    })
final class EnvCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  EnvCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<String, String> variables = variables(connection.local(surroundings.environment()));
    if (output.json()) {
      Json.Members json = Json.members();
      for (var variable : variables.entrySet()) {
        json = json.with(variable.getKey(), variable.getValue());
      }
      surroundings.terminal().line(JsonText.write(json));
    } else {
      variables.forEach(
          (name, value) -> surroundings.terminal().line("export " + name + "=" + quoted(value)));
    }
    return 0;
  }

  private static Map<String, String> variables(Connection platform) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("AWS_ENDPOINT_URL", platform.endpoint().toString());
    variables.put("AWS_ACCESS_KEY_ID", platform.keys().accessKeyId());
    variables.put("AWS_SECRET_ACCESS_KEY", platform.keys().secretAccessKey());
    variables.put("AWS_REGION", platform.region());
    variables.put("AWS_DEFAULT_REGION", platform.region());
    return variables;
  }

  /** One word of a POSIX shell, whatever the value holds. */
  private static String quoted(String value) {
    return value.matches("[\\w@%+=:,./-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
