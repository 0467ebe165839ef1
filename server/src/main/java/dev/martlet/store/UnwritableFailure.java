package dev.martlet.store;

import dev.martlet.model.DiskTrouble;
import dev.martlet.model.Unwritten;

/** The disk takes nothing for now, and nothing of the work in question has happened. */
final class UnwritableFailure extends StoreFailure implements Unwritten {
  private static final long serialVersionUID = 1L;

  private final DiskTrouble trouble;

  UnwritableFailure(DiskTrouble trouble, String message, Throwable cause) {
    super(message, cause);
    this.trouble = trouble;
  }

  DiskTrouble trouble() {
    return trouble;
  }

  @Override
  public String told() {
    return trouble.told();
  }
}
