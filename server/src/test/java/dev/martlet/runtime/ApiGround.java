package dev.martlet.runtime;

import dev.martlet.model.Bytes;
import dev.martlet.model.ManualClock;
import dev.martlet.model.RequestId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;

/** A Runtime API on a port of this machine, with a clock that stands still. */
final class ApiGround implements AutoCloseable {
  final ManualClock clock = new ManualClock();
  final RuntimeApi api;
  private final int port;
  private final List<ApiClient> clients = new ArrayList<>();

  ApiGround() throws IOException {
    ServerSocketChannel listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = listener.socket().getLocalPort();
    api = new RuntimeApi(listener, clock);
  }

  /** A connection, closed with the ground. */
  ApiClient connect() throws IOException {
    ApiClient client = new ApiClient(port);
    clients.add(client);
    return client;
  }

  /** What an invocation came to. */
  record Invoked(Answer answer, String document) {}

  static GuestEvent event(String json) {
    return new GuestEvent(
        new RequestId(UUID.randomUUID().toString()),
        "arn:aws:lambda:us-east-1:000000000000:function:square",
        Instant.ofEpochMilli(1_700_000_003_000L),
        "Root=1-5e1b4151",
        "{\"custom\":{\"a\":\"b\"}}",
        Bytes.utf8(json));
  }

  /** Invokes on a thread of its own, as an invocation does. */
  FutureTask<Invoked> invoke(GuestEvent event) {
    FutureTask<Invoked> task =
        new FutureTask<>(
            () -> {
              List<Bytes> written = new ArrayList<>();
              Answer answer = api.invoke(event, written::add);
              return new Invoked(answer, written.isEmpty() ? "" : written.getFirst().utf8());
            });
    Thread.ofVirtual().start(task);
    return task;
  }

  InitResult initialise() {
    return api.initialise(ApiGround.settings());
  }

  private static InitSettings settings() {
    return new InitSettings(
        "h", "square", "$LATEST", dev.martlet.model.ByteSize.megabytes(128), "g", "s", false);
  }

  @Override
  public void close() throws IOException {
    api.close();
    for (ApiClient client : clients) {
      client.close();
    }
  }
}
