package dev.martlet.store;

import dev.martlet.model.Unreadable;
import dev.martlet.model.Unwritten;
import org.jspecify.annotations.Nullable;

/** The database is damaged, and nothing of the work in question has happened. */
final class DamagedFailure extends StoreFailure implements Unreadable, Unwritten {
  private static final long serialVersionUID = 1L;

  DamagedFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String told() {
    return "The database of the platform is damaged: restore a backup. `martlet health` tells"
        + " more.";
  }
}
