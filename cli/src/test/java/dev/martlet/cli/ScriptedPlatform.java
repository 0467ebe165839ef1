package dev.martlet.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The far side of a command: answers each request with what the test wrote down for it, the last
 * answer again and again, and keeps what was asked.
 */
final class ScriptedPlatform implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<Asked> asked = new ArrayList<>();

  ScriptedPlatform() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  /** A request as it came. */
  record Asked(String what, String body, String authorization) {}

  private record Answer(int status, Map<String, String> headers, String body) {}

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Writes down one more answer.
   *
   * @param what method and path with its query, or the name in X-Amz-Target
   */
  ScriptedPlatform on(String what, int status, String body) {
    return on(what, status, body, Map.of());
  }

  ScriptedPlatform on(String what, int status, String body, Map<String, String> headers) {
    answers.computeIfAbsent(what, key -> new ArrayDeque<>()).add(new Answer(status, headers, body));
    return this;
  }

  /** Writes down an error as AWS's services send it. */
  ScriptedPlatform refuse(String what, int status, String code, String message) {
    return on(
        what,
        status,
        "{\"message\": \"" + message + "\"}",
        Map.of("x-amzn-ErrorType", code, "x-amzn-RequestId", "request-1"));
  }

  /** What was asked, in order. */
  List<String> asked() {
    return all().stream().map(Asked::what).toList();
  }

  /** The body of the last request of that kind. */
  String body(String what) {
    return all().stream()
        .filter(request -> request.what().equals(what))
        .map(Asked::body)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  synchronized List<Asked> all() {
    return List.copyOf(asked);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String what =
        target == null
            ? exchange.getRequestMethod() + " " + exchange.getRequestURI()
            : target.substring(target.indexOf('.') + 1);
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(new Asked(what, body, exchange.getRequestHeaders().getFirst("Authorization")));
    Deque<Answer> scripted = answers.getOrDefault(what, new ArrayDeque<>());
    Answer answer =
        scripted.isEmpty()
            ? new Answer(599, Map.of(), "nothing is written down for " + what)
            : scripted.size() == 1 ? scripted.getFirst() : scripted.removeFirst();
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
