package dev.martlet.cli;

import dev.martlet.cli.remote.DataDirectory;
import dev.martlet.cli.remote.KeysFile;
import dev.martlet.cli.remote.KeysFile.Held;
import dev.martlet.cli.report.Failure;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.wire.sign.Credentials;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "keys",
    header = "Show or rotate the keys of the platform on this machine.",
    description = {
      "",
      "  ./martlet keys               which keys are valid",
      "  ./martlet keys --rotate      make a new pair; the old one stays valid",
      "  ./martlet keys --drop-old    end the old pair, once everybody uses the new one",
      "",
      "A running platform takes up the change by itself. The secret is shown by ./martlet env."
    })
final class KeysCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private DataOption data = new DataOption();
  @Mixin private OutputOption output = new OutputOption();

  @ArgGroup private Change change = new Change();

  /** At most one of the two changes. */
  static final class Change {
    @Option(names = "--rotate", description = "Make a new pair and keep the present one beside it.")
    private boolean rotate;

    @Option(names = "--drop-old", description = "End the pair before the present one.")
    private boolean dropOld;
  }

  KeysCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    KeysFile file = directory().keys();
    Held held = file.read().orElseThrow(this::none);
    if (change.rotate) {
      held = rotated(held);
      file.write(held);
      surroundings.terminal().note("New keys are valid. Take them up: " + directory().env());
    } else if (change.dropOld) {
      if (held.previous().isEmpty()) {
        surroundings.terminal().note("There is no old pair; nothing to do.");
      } else {
        held = new Held(held.current(), Optional.empty());
        file.write(held);
        surroundings.terminal().note("The old pair is no longer valid.");
      }
    }
    show(held);
    return 0;
  }

  private DataDirectory directory() {
    return data.directory(surroundings.environment());
  }

  private Held rotated(Held held) {
    if (held.previous().isPresent()) {
      throw Failure.usage(
          "An old pair is still valid, and a platform knows two pairs at most.",
          "End it first: ./martlet keys --drop-old");
    }
    return new Held(NewKeys.random(surroundings.random()), Optional.of(held.current()));
  }

  private void show(Held held) {
    if (output.json()) {
      Json.Members json = Json.members().with("accessKeyId", held.current().accessKeyId());
      if (held.previous().isPresent()) {
        json = json.with("previousAccessKeyId", held.previous().get().accessKeyId());
      }
      surroundings.terminal().line(JsonText.write(json));
      return;
    }
    surroundings.terminal().line("valid      " + held.current().accessKeyId());
    held.previous()
        .map(Credentials::accessKeyId)
        .ifPresent(id -> surroundings.terminal().line("valid, old " + id));
  }

  private Failure none() {
    return Failure.usage(
        "There are no keys in " + directory().path() + ": no platform has been started with it.",
        "Start one: ./martlet up"
            + directory().flag()
            + ", or name another folder with --data DIR");
  }
}
