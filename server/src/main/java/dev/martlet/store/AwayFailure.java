package dev.martlet.store;

import dev.martlet.model.Unwritten;
import org.jspecify.annotations.Nullable;

/** The database does not answer for now, and nothing of the work in question has happened. */
final class AwayFailure extends StoreFailure implements Unwritten {
  private static final long serialVersionUID = 1L;

  AwayFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String told() {
    return "The database of the platform does not answer: start it, or mend the way to it."
        + " `martlet health` tells more.";
  }
}
