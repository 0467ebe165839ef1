package dev.martlet.cli;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.cli.report.Nearest;
import dev.martlet.cli.report.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses a command line, runs its command, and turns whatever comes of it into an exit code. */
final class CommandLineRun {
  private final Surroundings surroundings;
  private final Terminal terminal;

  CommandLineRun(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.terminal = surroundings.terminal();
  }

  /** Runs one command to its end. */
  int run(String... arguments) {
    CommandLine line =
        new CommandLine(new MartletCommand(), new Construction(surroundings))
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExpandAtFiles(false)
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler((problem, given) -> usage(problem))
            .setExecutionExceptionHandler((problem, command, parsed) -> failed(problem));
    line.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    int code = line.execute(arguments);
    if (!out.toString().isEmpty()) {
      terminal.line(terminal.ours(out.toString()).stripTrailing());
    }
    return code;
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (Exit exit : Exit.values()) {
      codes.put(Integer.toString(exit.code()), exit.meaning());
    }
    return codes;
  }

  private int usage(ParameterException problem) {
    String command = problem.getCommandLine().getCommandSpec().qualifiedName();
    String hint =
        problem instanceof UnmatchedArgumentException unmatched
            ? meant(unmatched).map(near -> "Did you mean '" + near + "'?").orElse("")
            : "";
    String help = "Help: ./" + command + " --help";
    String what = unknownCommand(problem).orElse(String.valueOf(problem.getMessage()));
    terminal.failure(hint.isEmpty() ? Failure.usage(what, help) : Failure.usage(what, hint, help));
    return Exit.USAGE.code();
  }

  private static Optional<String> meant(UnmatchedArgumentException unmatched) {
    return unmatched.isUnknownOption()
        ? unmatched.getSuggestions().stream().findFirst()
        : Nearest.to(
            unmatched.getUnmatched().getFirst(),
            unmatched.getCommandLine().getSubcommands().keySet());
  }

  private static Optional<String> unknownCommand(ParameterException problem) {
    return problem instanceof UnmatchedArgumentException unmatched
            && problem.getCommandLine().getParent() == null
            && !unmatched.isUnknownOption()
        ? Optional.of("There is no command '" + unmatched.getUnmatched().getFirst() + "'.")
        : Optional.empty();
  }

  private int failed(Exception problem) {
    if (problem instanceof Failure failure) {
      terminal.failure(failure);
      return failure.exit().code();
    }
    StringWriter trace = new StringWriter();
    problem.printStackTrace(new PrintWriter(trace, true));
    terminal.failure(
        new Failure(
            Exit.INTERNAL, "This is a fault in martlet itself:", trace.toString().split("\n", -1)));
    return Exit.INTERNAL.code();
  }

  /** Gives a command its surroundings where its constructor takes them. */
  private record Construction(Surroundings surroundings) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (var constructor : type.getDeclaredConstructors()) {
        if (constructor.getParameterCount() == 1
            && constructor.getParameterTypes()[0] == Surroundings.class) {
          return type.cast(constructor.newInstance(surroundings));
        }
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
