package dev.martlet.functions;

import dev.martlet.model.MetaStore;
import dev.martlet.model.Unreadable;

/** A function's record is not what was written. */
final class UnreadableRecord extends IllegalStateException implements Unreadable {
  private static final long serialVersionUID = 1L;

  UnreadableRecord(MetaStore.Key key, Throwable cause) {
    super("The record " + key + " cannot be read", cause);
  }
}
