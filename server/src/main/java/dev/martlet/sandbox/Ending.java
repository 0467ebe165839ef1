package dev.martlet.sandbox;

/** How a sandbox ended. Switch over it without {@code default}. */
public sealed interface Ending {
  /** The command ended by itself. */
  record Exited(int code) implements Ending {}

  /** A signal ended the command, from inside the sandbox or from the kernel, but not from us. */
  record Signalled(int signal) implements Ending {}

  /** The kernel killed the command because the memory limit was reached. */
  record OutOfMemory() implements Ending {}

  /** {@link Sandbox#kill} ended it. */
  record Killed(KillReason reason) implements Ending {}

  /** The launcher vanished without a word: the operator or the kernel killed it. */
  record Lost() implements Ending {}
}
