package dev.martlet.pool;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Phases;
import dev.martlet.model.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * What an invocation's last lines tell.
 *
 * @param phases where the time went
 * @param memory the function's limit
 * @param peak the most its environment ever used, which is never shown above the limit
 * @param failure the error's type, or null
 */
record Report(
    RequestId id, Phases phases, ByteSize memory, ByteSize peak, @Nullable Failure failure) {

  /**
   * How it failed.
   *
   * @param status {@code timeout} or {@code error}
   * @param type such as {@code Runtime.ExitError}; empty if the status says it all
   */
  record Failure(String status, String type) {}

  long peakMegabytes() {
    return Math.min(memory.toMegabytes(), peak.toMegabytes());
  }
}
