package dev.martlet.runtime;

import dev.martlet.model.Bytes;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The guest's ends of a connection, played by a script on a thread of its own. */
final class FarSide implements AutoCloseable {
  private final FrameBuffers buffers = new FrameBuffers();
  private final GuestConnection connection;
  private final FutureTask<Void> script;

  /** What the guest does; it may read frames and write whatever it likes. */
  @FunctionalInterface
  interface Script {
    void play(Line line) throws IOException;
  }

  FarSide(Path directory, Script play) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("frames"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      SocketChannel events = SocketChannel.open(address);
      SocketChannel answers = SocketChannel.open(address);
      connection = new GuestConnection(server.accept(), server.accept(), buffers);
      script =
          new FutureTask<>(
              () -> {
                try (events;
                    answers) {
                  play.play(new Line(events, answers));
                }
                return null;
              });
      Thread.ofVirtual().start(script);
    }
  }

  GuestConnection connection() {
    return connection;
  }

  /** Those that exchanges go through. */
  FrameBuffers buffers() {
    return buffers;
  }

  /** Waits for the script's end; fails if it failed. */
  void finish() throws InterruptedException, ExecutionException {
    script.get();
  }

  @Override
  public void close() {
    connection.close();
  }

  /** One request as the guest sees it. */
  record Request(int id, int kind, Bytes head, Bytes payload) {}

  /** The guest's side of the streams. */
  record Line(SocketChannel events, SocketChannel answers) {
    Request read() throws IOException {
      ByteBuffer header = exactly(12);
      int length = header.getInt();
      int id = header.getInt();
      int kind = header.getShort();
      int head = Short.toUnsignedInt(header.getShort());
      return new Request(id, kind, Bytes.adopt(exactly(head)), Bytes.adopt(exactly(length - head)));
    }

    private ByteBuffer exactly(int count) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(count);
      while (bytes.hasRemaining() && events.read(bytes) >= 0) {
        // until it is full, or the host hung up
      }
      return bytes.flip();
    }

    /** A frame in one write: the host may hang up as soon as it has seen the header. */
    void frame(int id, int kind, String head, byte[] payload) throws IOException {
      byte[] text = head.getBytes(StandardCharsets.UTF_8);
      bytes(
          ByteBuffer.allocate(12 + text.length + payload.length)
              .put(header(text.length + payload.length, id, kind, text.length))
              .put(text)
              .put(payload)
              .array());
    }

    void bytes(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        answers.write(buffer);
      }
    }
  }

  static byte[] header(int length, int id, int kind, int head) {
    return ByteBuffer.allocate(12)
        .putInt(length)
        .putInt(id)
        .putShort((short) kind)
        .putShort((short) head)
        .array();
  }
}
