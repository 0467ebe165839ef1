package dev.martlet.sandbox;

import dev.martlet.model.Clock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where launchers connect: a Unix socket in a private folder. Each expected launch has a number and
 * a secret; a connection says both and what it is for, within {@link #PATIENCE}.
 *
 * <p>One thread accepts and reads the greetings. Only the platform's user reaches the socket, and a
 * launcher greets at once, so it reads one greeting after the other.
 */
final class Door implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Door.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration BREATH = Duration.ofMillis(100);
  private static final int NUMBER = 16;
  private static final int SECRET = 32;

  private final Path path;
  private final Clock clock;
  private final ServerSocketChannel listener;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, Expected> expected = new ConcurrentHashMap<>();
  private final Thread acceptor;

  /**
   * Opens it.
   *
   * @param path at most 107 bytes, in a folder that only root can enter; replaced if it is there
   */
  Door(Path path, Clock clock) throws IOException {
    this.path = path;
    this.clock = clock;
    Files.deleteIfExists(path);
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path), 256);
    this.acceptor = Thread.ofPlatform().name("martlet-launchers").daemon().start(this::accept);
  }

  Path path() {
    return path;
  }

  /** Prepares for a launch; the caller ends it by {@link Expected#abandon} or takes its result. */
  Expected expect() {
    byte[] secret = new byte[SECRET / 2];
    random.nextBytes(secret);
    String number = HexFormat.of().toHexDigits(numbers.incrementAndGet());
    Expected launch = new Expected(number, HexFormat.of().formatHex(secret), expected::remove);
    expected.put(number, launch);
    return launch;
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        welcome(listener.accept());
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException failure) {
        // Most likely all descriptors are in use; others must get a chance to close some.
        LOG.log(Level.WARNING, "No launcher can connect: {0}", failure.toString());
        Pause.of(BREATH, clock);
      }
    }
  }

  // All launches depend on this thread, so no single connection may end it.
  private void welcome(SocketChannel channel) {
    try {
      greet(channel);
    } catch (RuntimeException failure) {
      LOG.log(Level.ERROR, "A launcher's connection was lost to a fault of the platform", failure);
      Connections.closeAll(List.of(channel));
    }
  }

  private void greet(SocketChannel channel) {
    Clock.Timer impatience = clock.schedule(PATIENCE, () -> Connections.closeAll(List.of(channel)));
    ByteBuffer greeting = ByteBuffer.allocate(NUMBER + SECRET + 1);
    try {
      while (greeting.hasRemaining() && channel.read(greeting) >= 0) {
        // Reads on: a greeting may come in pieces.
      }
    } catch (IOException failure) {
      LOG.log(Level.DEBUG, "A connection broke before it said what it is", failure);
    }
    if (!impatience.cancel() || greeting.hasRemaining() || !admit(greeting.array(), channel)) {
      LOG.log(Level.WARNING, "Turned away a connection that is of no expected launcher");
      Connections.closeAll(List.of(channel));
    }
  }

  private boolean admit(byte[] greeting, SocketChannel channel) {
    String text = new String(greeting, StandardCharsets.US_ASCII);
    Expected launch = expected.get(text.substring(0, NUMBER));
    return launch != null
        && MessageDigest.isEqual(
            launch.secret().getBytes(StandardCharsets.US_ASCII),
            text.substring(NUMBER, NUMBER + SECRET).getBytes(StandardCharsets.US_ASCII))
        && launch.connected(text.charAt(NUMBER + SECRET), channel);
  }

  /** Ends all launches that are under way. */
  @Override
  public void close() throws IOException {
    listener.close();
    expected.values().forEach(Expected::abandon);
    Files.deleteIfExists(path);
    try {
      acceptor.join(PATIENCE);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }
}
