package dev.martlet.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Opens listeners of ours inside the network namespaces of sandboxes. A socket belongs for ever to
 * the namespace in which it was made, and a thread can go there: the thread {@code
 * martlet-namespaces} enters, binds and comes back, within 0.1 ms, and does nothing else. It starts
 * no thread meanwhile, for that one would live in the sandbox's namespace; so it binds one socket
 * at home first, which loads all that it needs.
 */
final class InnerListeners implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("martlet-namespaces").daemon().factory());

  // Used by that thread only; null until the first sandbox needs one.
  private Namespaces.@Nullable Home home;

  /** One that is opened when its launcher waits. */
  Inlet inlet(int port) {
    return new Inside(port);
  }

  private final class Inside implements Inlet {
    private final int port;
    private @Nullable ServerSocketChannel listener;

    private Inside(int port) {
      this.port = port;
    }

    @Override
    public void describe(Order order) {
      // It is told the port as such.
    }

    // Blocks for as long as others are served.
    @Override
    public void visit(long launcher) throws IOException, InterruptedException {
      try {
        listener = thread.submit(() -> openThere(launcher, port)).get();
      } catch (ExecutionException failure) {
        throw new IOException("No listener inside: " + failure.getCause(), failure);
      }
    }

    @Override
    public ServerSocketChannel listener() {
      return Objects.requireNonNull(listener);
    }

    @Override
    public void close() {
      if (listener != null) {
        Connections.close(listener);
      }
    }
  }

  private ServerSocketChannel openThere(long process, int port) throws IOException {
    if (home == null) {
      bind(0).close();
      home = Namespaces.home();
    }
    return home.abroad(process, () -> bind(port));
  }

  private static ServerSocketChannel bind(int port) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return listener.bind(new InetSocketAddress(loopback, port), BACKLOG);
    } catch (IOException failure) {
      listener.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
