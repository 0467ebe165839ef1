package dev.martlet.store;

/** The commit was asked for and its answer lost: the work may have happened. */
final class OutcomeUnknown extends StoreFailure {
  private static final long serialVersionUID = 1L;

  OutcomeUnknown(String message, Throwable cause) {
    super(message, cause);
  }
}
