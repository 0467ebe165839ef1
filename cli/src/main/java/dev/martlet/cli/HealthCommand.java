package dev.martlet.cli;

import dev.martlet.cli.remote.Client;
import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.cli.report.Style;
import dev.martlet.cli.report.Terminal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "health",
    header = "Tell whether the platform is well, and what it is made of.",
    description = {
      "",
      "  ./martlet health",
      "",
      "Ends with 1 if something is degraded, and says what to do about it."
    })
final class HealthCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  HealthCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Client client = surroundings.client(connection)) {
      Json health = client.platform("health");
      if (output.json()) {
        surroundings.terminal().line(JsonText.write(health));
      } else {
        tell("status", new Json.Text(health.text("status").orElse("")));
        health.list("findings").forEach(this::tell);
        tell("", without(health, Set.of("status", "findings")));
      }
      return (health.text("status").orElse("").equals("ok") ? Exit.OK : Exit.FUNCTION_ERROR).code();
    }
  }

  private static Json without(Json health, Set<String> names) {
    Json.Members rest = Json.members();
    if (health instanceof Json.Members(var members)) {
      for (var member : members.entrySet()) {
        if (!names.contains(member.getKey())) {
          rest = rest.with(member.getKey(), member.getValue());
        }
      }
    }
    return rest;
  }

  /** What is so, and below it what to do. */
  private void tell(Json finding) {
    boolean degrades = finding.member("degrades").equals(Optional.of(new Json.Truth(true)));
    Terminal terminal = surroundings.terminal();
    String word = degrades ? terminal.styled(Style.RED, "trouble") : "advice";
    terminal.line(word + "  " + finding.text("what").orElse(""));
    terminal.line("         " + finding.text("remedy").orElse(""));
  }

  /** One line for each value, below its names joined by dots. */
  private void tell(String name, Json value) {
    String prefix = name.isEmpty() ? "" : name + ".";
    switch (value) {
      case Json.Members(var members) ->
          members.forEach((member, inner) -> tell(prefix + member, inner));
      case Json.Items(var items) -> items.forEach(item -> tell(name, item));
      case Json.Text(String text) ->
          surroundings
              .terminal()
              .line(surroundings.terminal().styled(Style.BOLD, name) + "  " + text);
      case Json.Numeral(var number) -> tell(name, new Json.Text(number.toPlainString()));
      case Json.Truth(boolean truth) -> tell(name, new Json.Text(truth ? "yes" : "no"));
      case Json.Nothing() -> tell(name, new Json.Text("-"));
    }
  }
}
