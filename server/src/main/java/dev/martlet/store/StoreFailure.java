package dev.martlet.store;

import org.jspecify.annotations.Nullable;

/** The database or its disk failed, and nothing of the work in question has happened. */
class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
