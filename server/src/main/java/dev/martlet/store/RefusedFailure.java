package dev.martlet.store;

import dev.martlet.model.Unwritten;

/** The database takes no change for now, and nothing of the work in question has happened. */
final class RefusedFailure extends StoreFailure implements Unwritten {
  private static final long serialVersionUID = 1L;

  RefusedFailure(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String told() {
    return "The database of the platform takes no changes for now. `martlet health` tells more.";
  }
}
