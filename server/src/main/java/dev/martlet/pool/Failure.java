package dev.martlet.pool;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Outcome;
import dev.martlet.model.Phases;
import dev.martlet.model.RequestId;
import dev.martlet.sandbox.Ending;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an invocation did not succeed, and what everybody is told about it: the caller's error
 * document, the log's lines, the outcome. The words are AWS's.
 */
sealed interface Failure {
  /** It did succeed. */
  record None() implements Failure {}

  /** The runtime reported an error of {@code type} and has answered with its document. */
  record Function(String type) implements Failure {}

  record TimedOut(Duration limit) implements Failure {}

  record OutOfMemory(ByteSize limit) implements Failure {}

  record Crashed(int signal) implements Failure {}

  /** The runtime ended without an answer; {@code code} is empty if nobody knows its exit code. */
  record Exited(Optional<Integer> code) implements Failure {}

  /** The function's own program could not be executed. */
  record InvalidEntrypoint(String reason) implements Failure {}

  /** What the end of an environment in the middle of its work means. */
  static Failure of(Ending ending, FunctionVersion function) {
    return switch (ending) {
      case Ending.Exited(int code) -> new Exited(Optional.of(code));
      case Ending.Signalled(int signal) -> new Crashed(signal);
      case Ending.OutOfMemory _ -> new OutOfMemory(function.memory());
      case Ending.Killed _, Ending.Lost _ -> new Exited(Optional.empty());
    };
  }

  /** Completes "The environment ended because …". */
  static String describe(Ending ending) {
    return switch (ending) {
      case Ending.Exited(int code) -> "its runtime exited with status " + code;
      case Ending.Signalled(int signal) -> "its runtime died of signal " + signal;
      case Ending.OutOfMemory _ -> "it ran out of memory";
      case Ending.Killed(var reason) -> reason.text();
      case Ending.Lost _ -> "its launcher vanished";
    };
  }

  /** The error document, unless the runtime has answered itself. */
  default Optional<Bytes> document(RequestId id) {
    String prefix = "RequestId: " + id + " Error: ";
    return switch (this) {
      case None _, Function _ -> Optional.empty();
      case TimedOut(Duration limit) ->
          Optional.of(JsonText.error("Sandbox.Timedout", prefix + timedOut(limit)));
      case OutOfMemory _, Crashed _, Exited _, InvalidEntrypoint _ ->
          Optional.of(JsonText.error(type(), prefix + reason()));
    };
  }

  /** The platform's own line about it before the report; empty if the runtime has said enough. */
  default String logLine(RequestId id, Instant now) {
    return switch (this) {
      case None _, Function _ -> "";
      case TimedOut(Duration limit) ->
          now.truncatedTo(ChronoUnit.MILLIS) + " " + id + " " + timedOut(limit);
      case OutOfMemory _, Crashed _, Exited _, InvalidEntrypoint _ ->
          "RequestId: " + id + " Error: " + reason();
    };
  }

  /** How the report names it; null if there is nothing to name. */
  default Report.@Nullable Failure reported() {
    return switch (this) {
      case None _ -> null;
      case TimedOut _ -> new Report.Failure("timeout", "");
      case Function _, OutOfMemory _, Crashed _, Exited _, InvalidEntrypoint _ ->
          new Report.Failure("error", type());
    };
  }

  default Outcome.Ran outcome(Phases phases, FunctionVersion function, Bytes tail) {
    String version = function.version();
    return switch (this) {
      case None _ -> new Outcome.Success(phases, version, tail);
      case Function(String type) -> new Outcome.FunctionError(phases, version, tail, type);
      case TimedOut(Duration limit) -> new Outcome.TimedOut(phases, version, tail, limit);
      case OutOfMemory(ByteSize limit) -> new Outcome.OutOfMemory(phases, version, tail, limit);
      case Crashed(int signal) -> new Outcome.Crashed(phases, version, tail, signal);
      case Exited(Optional<Integer> code) ->
          new Outcome.Exited(phases, version, tail, code.orElse(-1));
      case InvalidEntrypoint _ -> new Outcome.FunctionError(phases, version, tail, type());
    };
  }

  private String type() {
    return switch (this) {
      case Function(String type) -> type;
      case OutOfMemory _ -> "Runtime.OutOfMemory";
      case InvalidEntrypoint _ -> "Runtime.InvalidEntrypoint";
      case None _, TimedOut _, Crashed _, Exited _ -> "Runtime.ExitError";
    };
  }

  private String reason() {
    return switch (this) {
      case OutOfMemory _ -> "Runtime exited with error: signal: killed";
      case InvalidEntrypoint(String reason) -> reason;
      case Crashed(int signal) -> "Runtime exited with error: signal: " + signalName(signal);
      case Exited(Optional<Integer> code) when code.isPresent() && code.get() != 0 ->
          "Runtime exited with error: exit status " + code.get();
      case None _, Function _, TimedOut _, Exited _ -> "Runtime exited without providing a reason";
    };
  }

  private static String timedOut(Duration limit) {
    return String.format(
        Locale.ROOT, "Task timed out after %.2f seconds", limit.toMillis() / 1000.0);
  }

  // As Go's syscall.Signal prints them, because AWS's messages come from there.
  private static String signalName(int signal) {
    return switch (signal) {
      case 1 -> "hangup";
      case 2 -> "interrupt";
      case 3 -> "quit";
      case 4 -> "illegal instruction";
      case 5 -> "trace/breakpoint trap";
      case 6 -> "aborted";
      case 7 -> "bus error";
      case 8 -> "floating point exception";
      case 9 -> "killed";
      case 11 -> "segmentation fault";
      case 13 -> "broken pipe";
      case 14 -> "alarm clock";
      case 15 -> "terminated";
      case 31 -> "bad system call";
      default -> "signal " + signal;
    };
  }
}
