package dev.martlet.pool;

import dev.martlet.model.Bytes;

/** How loading a function's code ended; kept for the first invocation, which has to tell it. */
sealed interface Loading {
  /** Ready for events. */
  record Loaded() implements Loading {}

  /** The code raised an error of {@code type}. */
  record Failed(String type, Bytes document) implements Loading {}

  /** The environment died, or was killed, while it loaded. */
  record Ended(Failure failure) implements Loading {}
}
