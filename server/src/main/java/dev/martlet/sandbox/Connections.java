package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/** The four connections of one launcher. */
record Connections(
    SocketChannel events, SocketChannel answers, SocketChannel output, SocketChannel status) {
  private static final System.Logger LOG = System.getLogger(Connections.class.getName());

  /** What the launcher says on its status connection. */
  sealed interface Message {
    /** The network is there, and the launcher waits for {@link #goOn}. */
    record NetworkUp() implements Message {}

    record Running() implements Message {}

    record Exited(int code) implements Message {}

    record Signalled(int signal) implements Message {}

    /** The connection ended: launcher and pid 1 are gone, or we closed it. */
    record Ended() implements Message {}
  }

  /** Blocks until the launcher says something. */
  Message read() {
    ByteBuffer message = ByteBuffer.allocate(2);
    try {
      while (message.hasRemaining()) {
        if (status.read(message) < 0) {
          return new Message.Ended();
        }
      }
    } catch (IOException ended) {
      // A reset or our own close: in both cases the launcher has nothing more to say to us.
      return new Message.Ended();
    }
    int value = Byte.toUnsignedInt(message.get(1));
    return switch (message.get(0)) {
      case 'N' -> new Message.NetworkUp();
      case 'R' -> new Message.Running();
      case 'X' -> new Message.Exited(value);
      case 'S' -> new Message.Signalled(value);
      // Only the launcher can write here; one that talks nonsense is treated like a dead one.
      default -> new Message.Ended();
    };
  }

  /** Lets a launcher go on that waits after {@link Message.NetworkUp}, and reads what it says. */
  Message goOn() {
    ByteBuffer word = ByteBuffer.wrap(new byte[] {'G'});
    try {
      while (word.hasRemaining()) {
        status.write(word);
      }
    } catch (IOException gone) {
      return new Message.Ended();
    }
    return read();
  }

  /** Tells the launcher to kill everything; what it has to say can still be read. */
  void hangUp() {
    try {
      status.shutdownOutput();
    } catch (IOException alreadyGone) {
      // Then the launcher has hung up first, which it does only by ending.
      return;
    }
  }

  void closeStreams() {
    closeAll(List.of(events, answers, output));
  }

  void closeStatus() {
    closeAll(List.of(status));
  }

  void closeAll() {
    closeAll(List.of(events, answers, output, status));
  }

  /** Closes each; a failure is only logged, for nobody could do more about it. */
  static void closeAll(List<SocketChannel> channels) {
    channels.forEach(Connections::close);
  }

  static void close(NetworkChannel channel) {
    try {
      channel.close();
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "A sandbox's connection cannot be closed", failure);
    }
  }
}
