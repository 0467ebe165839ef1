package dev.martlet.http;

import dev.martlet.model.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Speaks HTTP by hand, so that it can be spoken wrongly. */
final class RawClient implements AutoCloseable {
  /** How long an answer may take before a test fails instead of hanging. */
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** What came back. */
  record Reply(int status, Map<String, String> headers, String body) {}

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Says that nothing more will be sent. */
  RawClient finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  Reply reply() throws IOException {
    Reply head = headReply();
    return head.status() == 100
        ? head
        : new Reply(head.status(), head.headers(), body(head.headers()));
  }

  /** The reply to a {@code HEAD} request. */
  Reply headReply() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] field = line.split(": ?", 2);
      headers.put(field[0].toLowerCase(Locale.ROOT), field[1]);
    }
    return new Reply(status, headers, "");
  }

  /** True once the server has closed the connection, whatever it sent before. */
  boolean closed() throws IOException {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException reset) {
      // The server dropped what had not been read, which resets.
    }
    return true;
  }

  /** All that still comes until the server closes the connection. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** The same as {@link #closed}, while {@code clock} goes on in such steps. */
  boolean closedAfter(Duration step, ManualClock clock) {
    try (ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> closed = waiting.submit(this::closed);
      while (!closed.isDone()) {
        clock.advance(step);
        Thread.onSpinWait();
      }
      return closed.resultNow();
    }
  }

  private String body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      StringBuilder body = new StringBuilder();
      for (int length = chunk(); length > 0; length = chunk()) {
        body.append(text(length));
        line();
      }
      line();
      return body.toString();
    }
    return text(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String text(int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("The connection ended after: " + line);
      }
      if (octet != '\r') {
        line.write(octet);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
