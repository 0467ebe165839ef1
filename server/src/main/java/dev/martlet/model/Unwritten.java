package dev.martlet.model;

/**
 * Implemented by what is thrown when nothing was written and nothing has changed, for a reason that
 * callers may know: they can try again.
 */
public interface Unwritten {
  /** For callers: what is wrong, and what an operator does about it. Names no path and no host. */
  String told();
}
