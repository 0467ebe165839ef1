package dev.martlet.runtime;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A runtime's end of one connection to the Runtime API; it may send what it likes. */
final class ApiClient implements AutoCloseable {
  static final String RUNTIME = "/2018-06-01/runtime/";

  private final Socket socket;
  private final InputStream in;

  ApiClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    in = socket.getInputStream();
  }

  /** One answer; header names are in lower case. */
  record Reply(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  Reply next() throws IOException {
    ask();
    return read();
  }

  void ask() throws IOException {
    send("GET " + RUNTIME + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  Reply respond(String id, String body) throws IOException {
    return post("invocation/" + id + "/response", "", body);
  }

  /** Posts and reads the answer; {@code headers} are whole lines. */
  Reply post(String path, String headers, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    send(
        "POST "
            + RUNTIME
            + path
            + " HTTP/1.1\r\nHost: x\r\n"
            + headers
            + "Content-Length: "
            + length
            + "\r\n\r\n"
            + body);
    return read();
  }

  Reply read() throws IOException {
    String status = line();
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(": ");
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    return new Reply(
        Integer.parseInt(status.split(" ", -1)[1]),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The platform hung up");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** Whether the platform has ended the connection. */
  boolean ended() throws IOException {
    return in.read() < 0;
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
