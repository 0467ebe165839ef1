package dev.martlet.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;

/** A port of the machine's own loopback, which whoever is on the machine can reach. */
record OwnPort(ServerSocketChannel listener) implements Inlet {
  private static final int BACKLOG = 16;

  /** Any that is free. */
  static OwnPort open() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return new OwnPort(listener.bind(new InetSocketAddress(loopback, 0), BACKLOG));
    } catch (IOException failure) {
      listener.close();
      throw failure;
    }
  }

  @Override
  public void describe(Order order) {
    // The launcher has nothing to do with it.
  }

  @Override
  public void close() {
    Connections.close(listener);
  }
}
