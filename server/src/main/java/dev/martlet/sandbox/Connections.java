package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.EOFException;
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

    /** The most memory that the launcher has seen in use, where it is the one to look. */
    record Memory(ByteSize most) implements Message {}

    /** The launcher is killing everything, because it holds more memory than it may. */
    record OutOfMemory() implements Message {}

    /** The connection ended: launcher and pid 1 are gone, or we closed it. */
    record Ended() implements Message {}
  }

  /** Blocks until the launcher says something. */
  Message read() {
    try {
      ByteBuffer message = read(2);
      return message.get(0) == 'M'
          ? new Message.Memory(new ByteSize(read(Long.BYTES).getLong(0)))
          : message(message.get(0), Byte.toUnsignedInt(message.get(1)));
    } catch (IOException ended) {
      // An end, a reset or our own close: the launcher has nothing more to say to us.
      return new Message.Ended();
    }
  }

  private ByteBuffer read(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (status.read(bytes) < 0) {
        throw new EOFException("The launcher has ended");
      }
    }
    return bytes;
  }

  private static Message message(byte kind, int value) {
    return switch (kind) {
      case 'N' -> new Message.NetworkUp();
      case 'R' -> new Message.Running();
      case 'X' -> new Message.Exited(value);
      case 'S' -> new Message.Signalled(value);
      case 'O' -> new Message.OutOfMemory();
      // Only the launcher can write here; one that talks nonsense is treated like a dead one.
      default -> new Message.Ended();
    };
  }

  /** Lets a launcher go on that waits after {@link Message.NetworkUp}, and reads what it says. */
  Message goOn() {
    try {
      say('G');
    } catch (IOException gone) {
      return new Message.Ended();
    }
    return read();
  }

  /** Has the launcher look; what it sees it tells by a {@link Message.Memory}. */
  void askForMemory() throws IOException {
    say('M');
  }

  private void say(char word) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {(byte) word});
    while (bytes.hasRemaining()) {
      status.write(bytes);
    }
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
