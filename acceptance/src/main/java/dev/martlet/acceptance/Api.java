package dev.martlet.acceptance;

import dev.martlet.wire.sign.Credentials;
import dev.martlet.wire.sign.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Signed calls, written out by hand where no SDK would send such a thing. Safe for all threads. */
public final class Api implements AutoCloseable {
  private static final String FUNCTIONS = "/2015-03-31/functions";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI endpoint;
  private final Credentials keys;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  public Api(URI endpoint, Credentials keys) {
    this.endpoint = endpoint;
    this.keys = keys;
  }

  /** Creates a function, and returns the reply as it came. */
  public Reply create(String name, String runtime, String handler, Map<String, String> files) {
    return create(name, runtime, handler, files, "");
  }

  /**
   * Creates a function with further members.
   *
   * @param more further members, such as {@code "Timeout":3}; empty or ending without a comma
   */
  public Reply create(
      String name, String runtime, String handler, Map<String, String> files, String more) {
    String body =
        "{\"FunctionName\":\"%s\",\"Runtime\":\"%s\",\"Handler\":\"%s\",\"Role\":\"%s\",%s\"Code\":{\"ZipFile\":\"%s\"}}"
            .formatted(
                name,
                runtime,
                handler,
                "arn:aws:iam::000000000000:role/any",
                more.isEmpty() ? "" : more + ",",
                Archive.base64(files));
    return lambda("POST", FUNCTIONS, body);
  }

  public Reply function(String name) {
    return lambda("GET", FUNCTIONS + "/" + name, "");
  }

  public Reply configuration(String name) {
    return lambda("GET", FUNCTIONS + "/" + name + "/configuration", "");
  }

  public Reply functions() {
    return lambda("GET", FUNCTIONS + "?MaxItems=1000", "");
  }

  public Reply updateCode(String name, Map<String, String> files) {
    return lambda(
        "PUT", FUNCTIONS + "/" + name + "/code", "{\"ZipFile\":\"" + Archive.base64(files) + "\"}");
  }

  public Reply updateConfiguration(String name, String body) {
    return lambda("PUT", FUNCTIONS + "/" + name + "/configuration", body);
  }

  public Reply delete(String name) {
    return lambda("DELETE", FUNCTIONS + "/" + name, "");
  }

  /** Waits until the function's state is neither pending nor its update in progress. */
  public Reply settled(String name) {
    return repeat(
        () -> configuration(name),
        reply ->
            reply.status() != 200
                || !(reply.member("State").equals("Pending")
                    || reply.member("LastUpdateStatus").equals("InProgress")));
  }

  /** Repeats a call until its answer is as wanted, for at most a minute. */
  public Reply repeat(Supplier<Reply> call, Predicate<Reply> wanted) {
    Instant end = Instant.now().plus(PATIENCE);
    Reply reply = call.get();
    while (!wanted.test(reply)) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("Not as wanted within a minute: " + reply);
      }
      reply = call.get();
    }
    return reply;
  }

  public Reply invoke(String name, String event) {
    return lambda("POST", FUNCTIONS + "/" + name + "/invocations", event);
  }

  /** Invokes with {@code InvocationType=Event}. */
  public Reply event(String name, String event) {
    return send(
        "POST",
        FUNCTIONS + "/" + name + "/invocations",
        event.getBytes(StandardCharsets.UTF_8),
        "lambda",
        Map.of("x-amz-invocation-type", "Event"));
  }

  /** Waits until no asynchronous invocation is queued. */
  public void drained() {
    queued(0);
  }

  /** Waits until so many asynchronous invocations are queued. */
  public void queued(int count) {
    var _ =
        repeat(
            () -> unsigned("GET", endpoint.resolve("/_martlet/metrics"), new byte[0], Map.of()),
            page -> page.body().contains("\nmartlet_events_queued " + (double) count + "\n"));
  }

  /** Invokes with {@code LogType=Tail}; the decoded tail is in the header {@code tail}. */
  public Reply invokeWithTail(String name, String event) {
    Reply reply =
        send(
            "POST",
            FUNCTIONS + "/" + name + "/invocations",
            event.getBytes(StandardCharsets.UTF_8),
            "lambda",
            Map.of("x-amz-log-type", "Tail"));
    Map<String, String> headers = new HashMap<>(reply.headers());
    headers.put(
        "tail",
        reply
            .header("x-amz-log-result")
            .map(tail -> new String(Base64.getDecoder().decode(tail), StandardCharsets.UTF_8))
            .orElse(""));
    return new Reply(reply.status(), headers, reply.body());
  }

  public Reply lambda(String method, String path, String body) {
    return send(method, path, body.getBytes(StandardCharsets.UTF_8), "lambda", Map.of());
  }

  /** An operation of CloudWatch Logs. */
  public Reply logs(String operation, String body) {
    return send(
        "POST",
        "/",
        body.getBytes(StandardCharsets.UTF_8),
        "logs",
        Map.of(
            "content-type",
            "application/x-amz-json-1.1",
            "x-amz-target",
            "Logs_20140328." + operation));
  }

  /** A signed call of whatever service. */
  public Reply send(
      String method, String path, byte[] body, String service, Map<String, String> headers) {
    URI uri = endpoint.resolve(path);
    Map<String, String> signed =
        new Signer(keys, "us-east-1", service).sign(method, uri, headers, body, Instant.now());
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(signed);
    return unsigned(method, uri, body, all);
  }

  /** A call with exactly these headers. */
  public Reply unsigned(String method, URI uri, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      Map<String, String> received = new HashMap<>();
      response.headers().map().forEach((name, values) -> received.put(name, values.getLast()));
      return new Reply(response.statusCode(), received, response.body());
    } catch (IOException failure) {
      throw new CallFailed(method + " " + uri + " got no answer", failure);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new CallFailed("interrupted", interrupt);
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  public Credentials keys() {
    return keys;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** The platform did not answer: it may or may not have done what was asked. */
  public static final class CallFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallFailed(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
