package dev.martlet.sandbox;

import java.util.Locale;

/** Whether this machine can confine functions. */
public sealed interface Isolation {
  /** How strong the wall around functions is, the strongest first: see docs/isolation.md. */
  enum Level {
    /** The platform is root, and every function a user of its own that exists nowhere else. */
    ROOT,
    /** The platform is an ordinary user, and functions are, too, in namespaces of users. */
    USER,
    /** Functions are processes of the machine, with limits and a filter of system calls. */
    NONE;

    /** What settings, the launcher and health call it. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * It can, with everything {@code docs/isolation.md} promises for the level.
   *
   * @param removed what a previous process of the same data directory had left behind
   */
  record Ready(Sandboxes sandboxes, Level level, Leftovers removed) implements Isolation {}

  /**
   * It cannot.
   *
   * @param message for the operator: what is missing, how to check, and what to do
   */
  record Unsupported(String message) implements Isolation {}

  /** What was found and removed: processes, the sandboxes that they were in, files. */
  record Leftovers(int processes, int sandboxes, int files) {}
}
