package dev.martlet.dispatch;

import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import java.util.OptionalInt;

/**
 * What functions there are. Asked once per invocation, so it answers from memory: it neither blocks
 * nor locks, and is safe for all threads. Implemented by {@code functions}.
 */
@FunctionalInterface
public interface FunctionCatalog {
  /** What {@code qualifier} of {@code function} names at this moment. */
  Resolution resolve(FunctionArn function, String qualifier);

  /**
   * What is reserved of the account's concurrency, by {@code function} and by all. Without
   * reservations, as here, there is only the account's limit.
   */
  default Reserved reserved(FunctionArn function) {
    return Reserved.NONE;
  }

  /**
   * Reservations of concurrency.
   *
   * @param own that of the function in question, if it has one
   * @param all of all functions together
   */
  record Reserved(OptionalInt own, int all) {
    /** Nothing is reserved. */
    public static final Reserved NONE = new Reserved(OptionalInt.empty(), 0);
  }

  /** What came of looking for it. */
  sealed interface Resolution {}

  /** It can run. */
  record Found(FunctionVersion version) implements Resolution {}

  /** There is no such function, or no such qualifier of it. */
  record NotFound(String message) implements Resolution {}

  /** It is there, but cannot run: it is being made, or that failed. */
  record NotReady(String message) implements Resolution {}
}
