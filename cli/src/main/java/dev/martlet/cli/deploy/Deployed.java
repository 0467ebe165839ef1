package dev.martlet.cli.deploy;

import java.util.List;

/** What came of a deployment: the function is active and is what the folder says. */
public sealed interface Deployed {
  /** The function's name. */
  String name();

  /**
   * There was no such function.
   *
   * @param codeSize bytes of the archive
   */
  record Created(String name, String runtime, String handler, long codeSize) implements Deployed {}

  /** There was one, and this is different now. */
  record Updated(String name, List<Change> changes) implements Deployed {
    public Updated {
      changes = List.copyOf(changes);
    }
  }

  /** There was one, and it was already what the folder says. */
  record Unchanged(String name) implements Deployed {}
}
