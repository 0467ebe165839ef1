package dev.martlet.sandbox;

import java.io.IOException;
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
final class NamespaceListeners implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("martlet-namespaces").daemon().factory());

  // Used by that thread only; null until the first sandbox needs one.
  private @Nullable HomeNetwork home;

  /** One that is opened when its launcher waits. */
  PortListener listener(int port) {
    return new InNamespace(port);
  }

  private final class InNamespace implements PortListener {
    private final int port;
    private @Nullable ServerSocketChannel channel;

    private InNamespace(int port) {
      this.port = port;
    }

    // Blocks for as long as others are served.
    @Override
    public void visit(long launcher) throws IOException, InterruptedException {
      try {
        channel = thread.submit(() -> openThere(launcher, port)).get();
      } catch (ExecutionException failure) {
        throw new IOException("No listener inside: " + failure.getCause(), failure);
      }
    }

    @Override
    public ServerSocketChannel channel() {
      return Objects.requireNonNull(channel);
    }

    @Override
    public void close() {
      if (channel != null) {
        Connections.close(channel);
      }
    }
  }

  private ServerSocketChannel openThere(long process, int port) throws IOException {
    if (home == null) {
      PortListener.onLoopback(0).close();
      home = HomeNetwork.here();
    }
    return home.abroad(process, () -> PortListener.onLoopback(port));
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
