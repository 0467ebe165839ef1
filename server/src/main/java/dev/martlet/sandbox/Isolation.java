package dev.martlet.sandbox;

/** Whether this machine can confine functions. */
public sealed interface Isolation {
  /**
   * It can, with everything {@code docs/threat-model.md} promises.
   *
   * @param removed what a previous process of the same data directory had left behind
   */
  record Ready(Sandboxes sandboxes, Leftovers removed) implements Isolation {}

  /**
   * It cannot.
   *
   * @param message for the operator: what is missing, how to check, and what to do
   */
  record Unsupported(String message) implements Isolation {}

  /** What was found and removed: processes, the sandboxes that they were in, files. */
  record Leftovers(int processes, int sandboxes, int files) {}
}
