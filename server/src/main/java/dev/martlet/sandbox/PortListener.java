package dev.martlet.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;

/**
 * The listener of ours behind the port at which the command of one sandbox looks for us. For the
 * thread that starts it.
 */
interface PortListener {
  /** Tells the launcher what it has to do about it. */
  default void describe(Order order) {
    // As a rule it has to know no more than the port.
  }

  /**
   * Comes by, if the launcher asks for that and waits. The launcher's word before and after proves
   * that we were with the right sandbox: its process was there all the time, so nobody else had its
   * number.
   *
   * @param launcher the number of its process
   */
  default void visit(long launcher) throws IOException, InterruptedException {
    throw new IOException("The launcher waits for nobody here");
  }

  /** Removes what only the launcher needed, now that its command runs or will not. */
  default void hide() {
    // As a rule there is nothing to be seen.
  }

  /** Ours, once the command runs. */
  ServerSocketChannel channel();

  /** Closes it, because the command does not run. */
  void close();

  /** Listens on the loopback of the network in which the calling thread is. */
  static ServerSocketChannel onLoopback(int port) throws IOException {
    int backlog = 16;
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return channel.bind(new InetSocketAddress(loopback, port), backlog);
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }
}
