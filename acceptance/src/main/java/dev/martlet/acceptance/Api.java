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
    return createZip(name, runtime, handler, Archive.base64(files), more);
  }

  /**
   * The same from an archive.
   *
   * @param zip in Base64
   */
  public Reply createZip(String name, String runtime, String handler, String zip, String more) {
    String body =
        "{\"FunctionName\":\"%s\",\"Runtime\":\"%s\",\"Handler\":\"%s\",\"Role\":\"%s\",%s\"Code\":{\"ZipFile\":\"%s\"}}"
            .formatted(
                name,
                runtime,
                handler,
                "arn:aws:iam::000000000000:role/any",
                more.isEmpty() ? "" : more + ",",
                zip);
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
    return updateZip(name, Archive.base64(files));
  }

  /** The same with an archive in Base64. */
  public Reply updateZip(String name, String zip) {
    return lambda("PUT", FUNCTIONS + "/" + name + "/code", "{\"ZipFile\":\"" + zip + "\"}");
  }

  public Reply publish(String name) {
    return lambda("POST", FUNCTIONS + "/" + name + "/versions", "{}");
  }

  public Reply versions(String name) {
    return lambda("GET", FUNCTIONS + "/" + name + "/versions", "");
  }

  /** Creates an alias. */
  public Reply point(String name, String alias, String version) {
    String body = "{\"Name\":\"%s\",\"FunctionVersion\":\"%s\"}".formatted(alias, version);
    return lambda("POST", FUNCTIONS + "/" + name + "/aliases", body);
  }

  /** Moves an alias. */
  public Reply move(String name, String alias, String version) {
    String body = "{\"FunctionVersion\":\"" + version + "\"}";
    return lambda("PUT", FUNCTIONS + "/" + name + "/aliases/" + alias, body);
  }

  public Reply aliases(String name) {
    return lambda("GET", FUNCTIONS + "/" + name + "/aliases", "");
  }

  public Reply deleteAlias(String name, String alias) {
    return lambda("DELETE", FUNCTIONS + "/" + name + "/aliases/" + alias, "");
  }

  /** Reserves concurrency. */
  public Reply reserve(String name, int places) {
    String body = "{\"ReservedConcurrentExecutions\":" + places + "}";
    return lambda("PUT", "/2017-10-31/functions/" + name + "/concurrency", body);
  }

  public Reply reserved(String name) {
    return lambda("GET", "/2019-09-30/functions/" + name + "/concurrency", "");
  }

  public Reply deleteReservation(String name) {
    return lambda("DELETE", "/2017-10-31/functions/" + name + "/concurrency", "");
  }

  public Reply tag(String name, String key, String value) {
    return lambda("POST", tags(name), "{\"Tags\":{\"%s\":\"%s\"}}".formatted(key, value));
  }

  public Reply tagsOf(String name) {
    return lambda("GET", tags(name), "");
  }

  private static String tags(String name) {
    return "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3A" + name;
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
            this::metrics,
            page -> page.body().contains("\nmartlet_events_queued " + (double) count + "\n"));
  }

  /** How the platform is, as its owner is told. */
  public Reply health() {
    return send("GET", "/_martlet/health", new byte[0], "martlet", Map.of());
  }

  /** The same once it says something. */
  public String health(String says) {
    return repeat(this::health, page -> page.body().contains(says)).body();
  }

  public Reply metrics() {
    return unsigned("GET", endpoint.resolve("/_martlet/metrics"), new byte[0], Map.of());
  }

  /** What there is to run functions with. */
  public Reply runtimes() {
    return send("GET", "/_martlet/runtimes", new byte[0], "martlet", Map.of());
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

  /** A function's log. */
  public Reply log(String name) {
    return logs("FilterLogEvents", "{\"logGroupName\":\"/aws/lambda/" + name + "\"}");
  }

  /** What a function's log has of {@code pattern}, once it has any. */
  public String log(String name, String pattern) {
    String query =
        "{\"logGroupName\":\"/aws/lambda/%s\",\"filterPattern\":\"%s\"}".formatted(name, pattern);
    return repeat(
            () -> logs("FilterLogEvents", query),
            reply -> reply.status() == 200 && !reply.member("message").isEmpty())
        .body();
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
