package dev.martlet.app;

import dev.martlet.model.Runtimes;
import dev.martlet.sandbox.Isolation;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;

/** {@code martlet serve} and {@code martlet up}: runs a platform until it is told to stop. */
public final class Main {
  private static final System.Logger LOG = System.getLogger(Main.class.getName());
  private static final int FAILED = 70;

  private Main() {}

  /** The command, {@code serve} or {@code up}, and the settings' flags. */
  public static void main(String[] arguments) throws InterruptedException {
    Signals signals = Signals.catching();
    int exit;
    try {
      exit = run(List.of(arguments), signals);
    } catch (Refused refused) {
      tell(refused.sentence());
      exit = refused.exit();
    } catch (FileSystemException failure) {
      LOG.log(Level.DEBUG, "A file cannot be used", failure);
      String reason = failure.getReason() == null ? "it cannot be used" : failure.getReason();
      tell("Martlet cannot go on: " + failure.getFile() + ": " + reason + ".");
      exit = Refused.MACHINE;
    } catch (IOException | RuntimeException failure) {
      LOG.log(Level.ERROR, "Martlet cannot go on", failure);
      exit = FAILED;
    }
    // Threads of libraries must not keep a stopped process alive.
    System.exit(exit);
  }

  /** Why it ends is for whoever started it: plain text, even where the log is JSON. */
  private static void tell(String sentences) {
    sentences.lines().forEach(line -> System.err.println("martlet: " + line));
  }

  private static int run(List<String> words, Signals signals)
      throws Refused, IOException, InterruptedException {
    String command = words.isEmpty() ? "" : words.getFirst();
    if (!command.equals("serve") && !command.equals("up")) {
      throw Refused.usage("The server knows the commands serve and up, not '" + command + "'.");
    }
    Config config = config(words.subList(1, words.size()));
    Home home = Home.ofProcess();
    try (Platform platform = Platform.start(config, home, Machine.here())) {
      greet(platform, config);
      warnOfMissingSubstitutes(platform, config);
      if (command.equals("up")) {
        // On a terminal its lines would stand among the example's.
        PlatformLog.showCalls(!PlatformLog.TERMINAL);
        new Example(home, platform.runtimes(), System.out)
            .run(platform.connection(), config.data());
        PlatformLog.showCalls(true);
      }
      if (Boolean.getBoolean("martlet.training")) {
        signals.raise();
      }
      signals.awaitFirst();
      LOG.log(
          Level.INFO,
          "Stopping: running invocations have up to " + config.shutdownGrace().toSeconds() + " s");
    }
    return 0;
  }

  private static void warnOfMissingSubstitutes(Platform platform, Config config) {
    for (String runtime : config.substitutes().keySet()) {
      if (platform.runtimes().find(runtime) instanceof Runtimes.Missing(String message)) {
        LOG.log(Level.WARNING, message);
      }
    }
  }

  private static Config config(List<String> flags) throws Refused {
    return switch (SettingsReader.read(flags, System.getenv(), Machine.here())) {
      case SettingsReader.Result.Ready(Config config, List<String> warnings) -> {
        warnings.forEach(warning -> LOG.log(Level.WARNING, warning));
        yield config;
      }
      case SettingsReader.Result.Rejected(List<String> problems) ->
          throw Refused.usage(String.join("\n", problems));
    };
  }

  private static void greet(Platform platform, Config config) {
    if (config.dev()) {
      System.out.println("!!! --dev: ANY credentials are accepted. Never do this on a machine");
      System.out.println("!!! that others can reach.");
      LOG.log(Level.WARNING, "Any credentials are accepted, because of --dev");
    }
    if (config.isolation().equals(Optional.of(Isolation.Level.NONE))) {
      System.out.println(
          "!!! isolation is none: functions run without a wall. Only for code that you trust.");
    }
    System.out.println(
        "Martlet "
            + Home.VERSION
            + " answers at "
            + platform.endpoint()
            + (config.doorstep().address().isAnyLocalAddress()
                ? ", and at every address of this machine"
                : ""));
    if (config.doorstep().exposed()) {
      LOG.log(
          Level.WARNING,
          "Other machines are answered in plain HTTP, because of --plain: whoever is on the way"
              + " reads and repeats what is sent");
    }
    if (!Home.hasAotCache()) {
      LOG.log(Level.INFO, "There is no AOT cache for this JDK, so starting took longer");
    }
  }
}
