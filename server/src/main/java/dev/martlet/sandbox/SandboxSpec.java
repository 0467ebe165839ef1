package dev.martlet.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What to confine, and how.
 *
 * @param id a new one every time
 * @param command the program, an absolute path inside the sandbox, and its arguments; together with
 *     the environment at most 1,024 words of 131,072 characters
 * @param environment all variables that it gets; nothing of the server's is inherited
 * @param directory its working directory inside, usually {@code /var/task}
 * @param binds the folders of the host that it sees besides the system's own
 * @param limits what it may use
 * @param port a TCP port of its own 127.0.0.1 on which the platform listens before the command
 *     runs; empty if the command is spoken to through descriptors 3 and 4, which it lacks otherwise
 * @param startTimeout how long starting may take, until the command runs
 */
public record SandboxSpec(
    SandboxId id,
    List<String> command,
    Map<String, String> environment,
    String directory,
    List<Bind> binds,
    SandboxLimits limits,
    OptionalInt port,
    Duration startTimeout) {
  // The kernel's bound for arguments and variables together is larger than either of these.
  private static final int MOST_WORDS = 1024;
  private static final int MOST_CHARACTERS = 128 * 1024;

  public SandboxSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    binds = List.copyOf(binds);
    if (command.isEmpty() || !command.getFirst().startsWith("/")) {
      throw new IllegalArgumentException("A command begins with an absolute path: " + command);
    }
    if (!directory.startsWith("/")) {
      throw new IllegalArgumentException("Not an absolute path: " + directory);
    }
    command.forEach(SandboxSpec::withoutNul);
    environment.forEach(SandboxSpec::variable);
    if (binds.stream().map(Bind::target).distinct().count() != binds.size()) {
      throw new IllegalArgumentException("Two folders in one place: " + binds);
    }
    int characters = command.stream().mapToInt(String::length).sum();
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      characters += variable.getKey().length() + variable.getValue().length();
    }
    if (command.size() + environment.size() > MOST_WORDS || characters > MOST_CHARACTERS) {
      throw new IllegalArgumentException("Arguments and variables are too many or too long");
    }
    if (startTimeout.isNegative() || startTimeout.isZero()) {
      throw new IllegalArgumentException("No time to start: " + startTimeout);
    }
  }

  /** One that is spoken to through descriptors. */
  public SandboxSpec(
      SandboxId id,
      List<String> command,
      Map<String, String> environment,
      String directory,
      List<Bind> binds,
      SandboxLimits limits,
      Duration startTimeout) {
    this(id, command, environment, directory, binds, limits, OptionalInt.empty(), startTimeout);
  }

  private static void variable(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new IllegalArgumentException("Not a variable's name: " + name);
    }
    withoutNul(name);
    withoutNul(value);
  }

  // Arguments and variables end with a NUL; the value itself may be a secret, so it is not quoted.
  private static void withoutNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("An argument or variable contains a NUL character");
    }
  }
}
