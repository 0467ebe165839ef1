package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a launcher hands on what connects to the port of its sandbox: for a platform that may not
 * listen inside itself.
 *
 * @param socket is there until {@link #hide}
 */
record RelayListener(Path socket, ServerSocketChannel channel) implements PortListener {
  private static final System.Logger LOG = System.getLogger(RelayListener.class.getName());
  // The launcher keeps no more than 16 connections.
  private static final int BACKLOG = 32;
  private static final String NAME = "relay";
  // So that the name is no longer than the door's, whose path fits.
  private static final int NUMBERS = 10_000;

  /**
   * Opens one beside the door.
   *
   * @param user of the sandbox, and of no other one now
   */
  static RelayListener open(Path door, int user) throws IOException {
    Path socket = door.resolveSibling(NAME + user % NUMBERS);
    Files.deleteIfExists(socket);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      return new RelayListener(socket, channel.bind(UnixDomainSocketAddress.of(socket), BACKLOG));
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  /** Removes what a killed process left beside the door, and tells how many. */
  static int removeLeftovers(Path door) throws IOException {
    int removed = 0;
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(door.resolveSibling("."), NAME + "*")) {
      for (Path socket : found) {
        removed += Files.deleteIfExists(socket) ? 1 : 0;
      }
    }
    return removed;
  }

  @Override
  public void describe(Order order) {
    order.item('x', socket.toString());
  }

  // The launcher holds what the name stood for.
  @Override
  public void hide() {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "A sandbox's socket cannot be removed", failure);
    }
  }

  @Override
  public void close() {
    Connections.close(channel);
  }
}
