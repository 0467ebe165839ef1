package dev.martlet.sandbox;

import java.util.List;

/**
 * Starts sandboxes. Safe for all threads.
 *
 * <p>After a crash of the platform nothing runs on: each launcher kills its sandbox when the
 * platform's end of its connection closes.
 */
public interface Sandboxes extends AutoCloseable {
  /**
   * Confines a command and runs it. Blocks until the command has been executed, at most for the
   * specification's {@code startTimeout}; an interrupt ends the attempt, is kept, and counts as a
   * timeout.
   */
  StartResult start(SandboxSpec spec);

  /** At which they are confined. */
  Isolation.Level level();

  /** How many have ended and could not be removed: something in them does not die. */
  int unremoved();

  /** What this machine does not do for the next one, which runs all the same. */
  List<Shortcoming> shortcomings();

  /**
   * Something that a machine does not do.
   *
   * @param what a sentence
   * @param remedy what it means and what to do, as sentences
   */
  record Shortcoming(String what, String remedy) {}

  /** Refuses further starts, kills what runs, and waits a few seconds until all of it is gone. */
  @Override
  void close();
}
