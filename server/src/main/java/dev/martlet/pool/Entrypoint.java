package dev.martlet.pool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.martlet.model.Artifacts;
import dev.martlet.runtime.RuntimeCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What a function's own program must be, told to its author in AWS's words and then in ours. */
final class Entrypoint {
  private Entrypoint() {}

  /** What is wrong with it, as far as files tell. */
  static Optional<Failure.InvalidEntrypoint> missing(RuntimeCommand command, Artifacts.Lease code) {
    Path program = Path.of(command.command().getFirst());
    Path task = Path.of(RuntimeCommand.TASK_ROOT);
    if (!command.ownProgram() || !program.startsWith(task)) {
      return Optional.empty();
    }
    Path file = code.directory().resolve(task.relativize(program));
    // A link leads elsewhere inside than out here, where nobody is to learn what it would meet.
    return Files.isDirectory(file, NOFOLLOW_LINKS) || !Files.exists(file, NOFOLLOW_LINKS)
        ? Optional.of(
            new Failure.InvalidEntrypoint(
                "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"))
        : Optional.empty();
  }

  /**
   * Why it could not be executed.
   *
   * @param message the launcher's: {@code exec /var/task/bootstrap: Permission denied}
   */
  static Failure.InvalidEntrypoint refused(String message) {
    int cause = message.lastIndexOf(": ") + 2;
    String reason = message.substring(cause).toLowerCase(Locale.ROOT);
    return new Failure.InvalidEntrypoint(
        "fork/" + message.substring(0, cause) + reason + hint(reason));
  }

  private static String hint(String reason) {
    return switch (reason) {
      case "permission denied" -> " (the archive does not say that the file may be executed)";
      case "exec format error" ->
          " (it is no program for this machine's processor, and no script that begins with #!)";
      case "no such file or directory" ->
          " (what the file links to, or the interpreter or loader it asks for, is not there)";
      default -> "";
    };
  }
}
