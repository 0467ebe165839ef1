package dev.martlet.runtime;

import dev.martlet.model.FunctionVersion;
import dev.martlet.model.RoleCredentials;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to start what runs a function inside a sandbox: what the sandbox must execute, with which
 * variables.
 *
 * @param bootstrap the folder of the guest's files to mount read-only at {@value #RUNTIME_ROOT};
 *     empty if the function brings a program of its own
 * @param command program and arguments, paths as the sandbox sees them
 * @param variables the process's whole environment
 * @param port where it expects the Runtime API on its own 127.0.0.1; empty if it speaks frames
 */
public record RuntimeCommand(
    Optional<String> bootstrap,
    List<String> command,
    Map<String, String> variables,
    OptionalInt port) {
  /** Where the function's code is, inside. */
  public static final String TASK_ROOT = "/var/task";

  /** Where the bootstrap is, inside. */
  public static final String RUNTIME_ROOT = "/var/runtime";

  public RuntimeCommand {
    command = List.copyOf(command);
    variables = Map.copyOf(variables);
  }

  /**
   * The command for one environment of {@code function}.
   *
   * @param interpreter the program that runs it, as the sandbox sees it
   * @param credentials that the process acts with
   * @throws IllegalArgumentException if the function's runtime is none we have a bootstrap for
   */
  public static RuntimeCommand of(
      FunctionVersion function,
      String interpreter,
      String logStream,
      RoleCredentials.Temporary credentials) {
    Language language = Language.of(function.runtime());
    return new RuntimeCommand(
        language.bootstrap(),
        language.command(interpreter, function),
        Variables.of(language, function, logStream, credentials),
        language.speaksFrames() ? OptionalInt.empty() : OptionalInt.of(RuntimeApi.PORT));
  }

  /** Whether the program is the function's own, so that the function is to blame if it is none. */
  public boolean ownProgram() {
    return bootstrap.isEmpty();
  }
}
