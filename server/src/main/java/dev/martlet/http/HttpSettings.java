package dev.martlet.http;

import dev.martlet.model.ByteSize;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a listener listens and what it bears.
 *
 * @param address to bind
 * @param port to bind; 0 for any free one
 * @param maxBody the longest body of any route; longer ones are refused before any route is asked
 * @param maxRequestLine in bytes
 * @param maxHead all headers together, in bytes
 * @param maxConnections at once; more wait in the system's queue
 * @param idle how long a connection without a request is kept
 * @param stall how long a request may stand still while it is read
 * @param grace how long running requests may take to end at a stop
 * @param certificates what to show in TLS; empty to speak HTTP in plain
 */
public record HttpSettings(
    InetAddress address,
    int port,
    ByteSize maxBody,
    int maxRequestLine,
    int maxHead,
    int maxConnections,
    Duration idle,
    Duration stall,
    Duration grace,
    Optional<Certificates> certificates) {

  /** With the bounds of {@code docs/limits.md}. */
  public static HttpSettings usual(
      InetAddress address, int port, Duration grace, Optional<Certificates> certificates) {
    return new HttpSettings(
        address,
        port,
        // What is too long for its operation is dropped, so that its sender sees the answer.
        ByteSize.megabytes(256),
        16 * 1024,
        32 * 1024,
        10_000,
        Duration.ofMinutes(5),
        Duration.ofSeconds(30),
        grace,
        certificates);
  }
}
