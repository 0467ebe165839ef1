package dev.martlet.functions;

import dev.martlet.dispatch.Dispatcher;
import dev.martlet.model.ByteSize;

/**
 * What this platform can give to functions.
 *
 * @param architecture {@code x86_64} or {@code arm64}
 * @param memory the memory that all live environments together may have
 * @param concurrency how many invocations of the account may run at once
 * @param storage the size of the disk that code lies on
 */
public record Host(String architecture, ByteSize memory, int concurrency, ByteSize storage) {
  public Host {
    if (!architecture.equals("x86_64") && !architecture.equals("arm64")) {
      throw new IllegalArgumentException("Not an architecture of functions: " + architecture);
    }
  }

  /** How much of the concurrency no function may reserve. */
  int leastUnreserved() {
    return Dispatcher.leastUnreserved(concurrency);
  }

  /**
   * How much of the concurrency functions without a reservation have.
   *
   * @param reserved by all the others
   */
  int unreserved(int reserved) {
    return Dispatcher.unreserved(concurrency, reserved);
  }
}
