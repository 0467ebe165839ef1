package dev.martlet.cli.remote;

import dev.martlet.cli.remote.Answer.Done;
import dev.martlet.cli.remote.Answer.Refused;
import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.wire.codec.Codec;
import dev.martlet.wire.codec.Dialect;
import dev.martlet.wire.codec.HeaderList;
import dev.martlet.wire.codec.HeaderList.Header;
import dev.martlet.wire.codec.Headers;
import dev.martlet.wire.codec.Reply;
import dev.martlet.wire.codec.WireRequest;
import dev.martlet.wire.codec.WireResponse;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Body;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls one platform over HTTP. Nothing is sent twice. Safe for all threads.
 *
 * <p>Every method throws a {@link Failure} where no platform answers.
 */
public final class Client implements AutoCloseable {
  private final Transport transport;

  /**
   * @param connection the platform and the keys
   * @param clock for the signatures
   */
  public Client(Connection connection, Clock clock) {
    this.transport = new Transport(connection, clock);
  }

  /** Calls an operation of AWS's API and waits for its answer. */
  public <I, O> Answer<O> call(Operation<I, O> operation, I input) {
    Service service = operation.service();
    Codec codec = Codec.of(service.protocol(), Dialect.SERVICE);
    WireRequest request = codec.encodeRequest(operation, input);
    HttpResponse<byte[]> response =
        transport.send(
            request.method(),
            request.query() == null ? request.path() : request.path() + "?" + request.query(),
            headers(request.headers()),
            bytes(request.body()),
            service.signingName());
    return switch (codec.decodeResponse(operation, answer(response))) {
      case Reply.Success<O>(O output) -> new Done<>(output);
      case Reply.Failure<O>(int status, String code, String message) ->
          new Refused<>(new Refusal(operation.name(), status, code, message, requestId(response)));
      case Reply.Unreadable<O>(int status, String reason) ->
          throw stranger(operation.name() + ": " + reason, status);
    };
  }

  private static Map<String, String> headers(Headers headers) {
    Map<String, String> each = new LinkedHashMap<>();
    headers.names().forEach(name -> each.put(name, String.join(",", headers.all(name))));
    return each;
  }

  private static byte[] bytes(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      body.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("no request of ours is a stream", e);
    }
    return bytes.toByteArray();
  }

  private static WireResponse answer(HttpResponse<byte[]> response) {
    List<Header> headers = new ArrayList<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
    return new WireResponse(
        response.statusCode(), new HeaderList(headers), Blob.adopt(response.body()));
  }

  /** The document at {@code /_martlet/NAME}. */
  public Json platform(String name) {
    HttpResponse<byte[]> response =
        transport.send("GET", "/_martlet/" + name, Map.of(), new byte[0], "martlet");
    Json json =
        JsonText.read(response.body())
            .orElseThrow(() -> stranger("GET /_martlet/" + name, response.statusCode()));
    // Health says with 503 that it is degraded, and that is an answer.
    return response.statusCode() < 400 || json.text("status").isPresent()
        ? json
        : new Refused<Json>(refusal(name, response, json)).orFail();
  }

  /** The runtimes for which the platform has an interpreter of their own, no substitutes. */
  public List<String> runtimes() {
    return platform("runtimes").list("runtimes").stream()
        .filter(runtime -> runtime.member("substitutedBy").isEmpty())
        .flatMap(runtime -> runtime.text("runtime").stream())
        .toList();
  }

  private static Refusal refusal(String what, HttpResponse<byte[]> response, Json json) {
    String type =
        response.headers().firstValue("x-amzn-errortype").or(() -> json.text("__type")).orElse("");
    String message = json.text("message").or(() -> json.text("Message")).orElse("");
    return new Refusal(
        what,
        response.statusCode(),
        type.isEmpty() ? "HTTP " + response.statusCode() : code(type),
        message,
        requestId(response));
  }

  private static String requestId(HttpResponse<byte[]> response) {
    return response.headers().firstValue("x-amzn-requestid").orElse("");
  }

  private static Failure stranger(String what, int status) {
    return new Failure(
        Exit.UNREACHABLE,
        "What answers at the endpoint is not Martlet (HTTP " + status + " to " + what + ").",
        "Is another program listening there? Martlet's own address: ./martlet env");
  }

  /** A type may carry a namespace before it and an address behind it. */
  private static String code(String type) {
    String name = type.substring(type.indexOf('#') + 1);
    int end = name.indexOf(':');
    return end < 0 ? name : name.substring(0, end);
  }

  @Override
  public void close() {
    transport.close();
  }
}
