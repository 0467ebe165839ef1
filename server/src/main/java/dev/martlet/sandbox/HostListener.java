package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/** At a port of the machine's own loopback, which whoever is on the machine can reach. */
record HostListener(ServerSocketChannel channel) implements PortListener {
  private static final int ANY = 0;

  /** At any port that is free. */
  static HostListener open() throws IOException {
    return new HostListener(PortListener.onLoopback(ANY));
  }

  @Override
  public void close() {
    Connections.close(channel);
  }
}
