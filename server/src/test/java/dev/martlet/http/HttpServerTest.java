package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.http.RawClient.Reply;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpServerTest {
  private static final Duration STALL = Duration.ofSeconds(30);
  private static final int BODY_LIMIT = 100;

  private final ManualClock clock = new ManualClock();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() {
    Route echo =
        exchange ->
            exchange.respond(
                Answer.text(
                    200,
                    exchange.method()
                        + " "
                        + exchange.rawPath()
                        + " ?"
                        + exchange.rawQuery()
                        + " "
                        + exchange.body(BODY_LIMIT).utf8()));
    Routes routes =
        Routes.otherwise(echo)
            .on("/ignore", exchange -> exchange.respond(Answer.text(200, "ignored")))
            .on("/under/", exchange -> exchange.respond(Answer.text(200, "under")))
            .on("/under/deep/", exchange -> exchange.respond(Answer.text(200, "deep")))
            .on("/fail", exchange -> fail())
            .on("/silent", exchange -> {})
            .on("/large", HttpServerTest::large)
            .on("/header", HttpServerTest::header)
            .on("/stream", HttpServerTest::stream)
            .on("/half-streamed", HttpServerTest::halfStreamed)
            .on("/wait", this::await)
            .build();
    server = HttpServer.start(settings(100), clock, routes);
  }

  private static HttpSettings settings(int maxConnections) {
    return new HttpSettings(
        InetAddress.getLoopbackAddress(),
        0,
        ByteSize.megabytes(1),
        4096,
        8192,
        maxConnections,
        Duration.ofMinutes(5),
        STALL,
        Duration.ofSeconds(10),
        Optional.empty());
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.close();
  }

  /** Something sent as it stands here, and the status that answers it. */
  record Garbage(String name, String sent, int status) {}

  @TestFactory
  Stream<DynamicTest> garbageIsAnsweredAndTheNextConnectionServed() {
    String host = "\r\nHost: x\r\n";
    String length = "POST / HTTP/1.1" + host + "Content-Length: ";
    String chunked = "POST / HTTP/1.1" + host + "Transfer-Encoding: chunked\r\n\r\n";
    return Stream.of(
            new Garbage("no HTTP at all", "hello there\r\n\r\n", 400),
            new Garbage(
                "a huge URI", "GET /" + "a".repeat(5000) + " HTTP/1.1" + host + "\r\n", 414),
            new Garbage(
                "a huge header",
                "GET / HTTP/1.1" + host + "A: " + "a".repeat(9000) + "\r\n\r\n",
                400),
            new Garbage(
                "many headers", "GET / HTTP/1.1" + host + "A: b\r\n".repeat(2000) + "\r\n", 400),
            new Garbage("no host", "GET / HTTP/1.1\r\n\r\n", 400),
            new Garbage("a host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400),
            new Garbage("two hosts", "GET / HTTP/1.1" + host + "Host: y\r\n\r\n", 400),
            new Garbage(
                "a header without a colon", "GET / HTTP/1.1" + host + "nonsense\r\n\r\n", 400),
            new Garbage(
                "a blank behind a header's name",
                "POST / HTTP/1.1" + host + "Content-Length : 3\r\n\r\nabc",
                400),
            new Garbage(
                "chunks behind a blank",
                "POST / HTTP/1.1" + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                400),
            new Garbage(
                "a control character in a header's name",
                "GET / HTTP/1.1" + host + "X\u0001A: b\r\n\r\n",
                400),
            new Garbage("an unknown version", "GET / HTTP/3.1" + host + "\r\n", 400),
            new Garbage("a length that is no number", length + "x\r\n\r\n", 400),
            new Garbage("a negative length", length + "-1\r\n\r\n", 400),
            new Garbage("two lengths", length + "1\r\nContent-Length: 2\r\n\r\nab", 400),
            new Garbage("a length beyond all bounds", length + "99999999999\r\n\r\n", 413),
            new Garbage(
                "a length and chunks",
                length + "1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400),
            new Garbage("a chunk of no size", chunked + "zz\r\n", 400),
            new Garbage("a chunk of negative size", chunked + "-5\r\n", 400),
            new Garbage("a chunk beyond all bounds", chunked + "7fffffff\r\n", 413))
        .map(garbage -> DynamicTest.dynamicTest(garbage.name(), () -> assertAnswered(garbage)));
  }

  private void assertAnswered(Garbage garbage) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.send(garbage.sent()).reply().status()).isEqualTo(garbage.status());
      assertThat(client.closed()).isTrue();
    }
    assertThat(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status()).isEqualTo(200);
  }

  @Test
  void pathAndQueryArriveAsTheyWereSent() throws IOException {
    assertThat(ask("GET /a%2Fb//c/../%41?x=%20&y=a+b HTTP/1.1\r\nHost: x\r\n\r\n").body())
        .isEqualTo("GET /a%2Fb//c/../%41 ?x=%20&y=a+b \n");
  }

  @Test
  void thePathDecidesWhoAnswers() throws IOException {
    assertThat(ask("GET /under/x HTTP/1.1\r\nHost: x\r\n\r\n").body()).isEqualTo("under\n");
    assertThat(ask("GET /under/deep/x/y HTTP/1.1\r\nHost: x\r\n\r\n").body()).isEqualTo("deep\n");
    assertThat(ask("GET /under HTTP/1.1\r\nHost: x\r\n\r\n").body()).isEqualTo("GET /under ? \n");
  }

  @Test
  void aPathHasOneRoute() {
    Routes.Builder routes = Routes.otherwise(exchange -> {}).on("/a", exchange -> {});
    assertThatThrownBy(() -> routes.on("/a", exchange -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      String post = "POST /%d HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok";
      client.send(post.formatted(1) + post.formatted(2) + post.formatted(3));
      for (int i = 1; i <= 3; i++) {
        assertThat(client.reply().body()).isEqualTo("POST /" + i + " ? ok\n");
      }
    }
  }

  @Test
  void chunkedBodiesAreJoined() throws IOException {
    String chunks = "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
    assertThat(ask("POST / HTTP/1.1\r\nHost: x\r\n" + chunks).body()).isEqualTo("POST / ? abcde\n");
  }

  @Test
  void aBodyIsReadUpToTheRoutesLimit() throws IOException {
    String head = "POST / HTTP/1.1\r\nHost: x\r\n";
    String whole = "Content-Length: " + BODY_LIMIT + "\r\n\r\n" + "a".repeat(BODY_LIMIT);
    assertThat(ask(head + whole).body()).endsWith("a\n");
  }

  @Test
  void aBodyThatIsTooLargeIsDroppedAndTheConnectionGoesOn() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      String large = "a".repeat(50_000);
      String head = "POST /large HTTP/1.1\r\nHost: x\r\n";
      client.send(head + "Content-Length: 50000\r\n\r\n" + large);
      assertThat(client.reply().status()).isEqualTo(413);
      client.send(head + "Transfer-Encoding: chunked\r\n\r\nc350\r\n" + large + "\r\n0\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void anUnreadBodyIsDroppedAndTheConnectionGoesOn() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(client.reply().body()).isEqualTo("ignored\n");
      assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void aCallerWhoExpectsToContinueIsToldOnceTheBodyIsWanted() throws IOException {
    String head = " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.send("PUT /" + head).reply().status()).isEqualTo(100);
      assertThat(client.send("ok").reply().body()).isEqualTo("PUT / ? ok\n");
      assertThat(client.send("PUT /ignore" + head).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void encodedBodiesGoThroughAsTheyAre() throws IOException {
    String encoded = "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nzz";
    assertThat(ask("POST / HTTP/1.1\r\nHost: x\r\n" + encoded).body()).isEqualTo("POST / ? zz\n");
  }

  @Test
  void aHeadRequestGetsTheHeadAlone() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.headReply().headers()).containsEntry("content-length", "13");
      assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void repeatedHeadersAreJoined() throws IOException {
    String headers = "A: 1\r\na:  2 \r\nB: 3\r\n\r\n";
    assertThat(ask("GET /header HTTP/1.1\r\nHost: me:1\r\n" + headers).body())
        .isEqualTo("1,2 null [Host, A, B] http://me:1\n");
  }

  @Test
  void aFailingRouteTellsTheCallerNothingOfItsInsides() throws IOException {
    Reply reply = ask("GET /fail HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).isEqualTo("Martlet failed; its log says why.\n");
    assertThat(ask("GET /silent HTTP/1.1\r\nHost: x\r\n\r\n").status()).isEqualTo(500);
  }

  @Test
  void aStreamedAnswerArrivesPieceByPiece() throws IOException {
    Reply reply = ask("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(reply.headers()).containsEntry("x-kind", "stream");
    assertThat(reply.body()).isEqualTo("one, two");
  }

  @Test
  void aStreamThatFailsIsCutOffWithoutItsEnd() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /half-streamed HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void aCallerWhoHangsUpEndsOnlyItsOwnRequest() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab").finish();
      assertThat(client.closed()).isTrue();
    }
    assertThat(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHo", "GET / HTTP/1.1\r\nHost: x\r\n"})
  void whoHangsUpWithinAHeadIsAnsweredNothing(String sent) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.send(sent).finish().rest()).isEmpty();
    }
  }

  @TestFactory
  Stream<DynamicTest> aRequestThatStandsStillIsCutOff() {
    return Stream.of(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: sl",
            "GET / HTTP/1.1\r\n",
            "GET /slo",
            "G")
        .map(sent -> DynamicTest.dynamicTest(sent.lines().toList().getLast(), () -> stall(sent)));
  }

  private void stall(String sent) throws IOException {
    stall("", sent);
    stall("GET / HTTP/1.1\r\nHost: x\r\n\r\n", sent);
  }

  private void stall(String before, String sent) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      if (!before.isEmpty()) {
        assertThat(client.send(before).reply().status()).isEqualTo(200);
      }
      client.send(sent);
      assertThat(client.closedAfter(STALL.plusSeconds(1), clock)).isTrue();
    }
  }

  @Test
  void aConnectionBetweenTwoRequestsMayStandStill() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < 3; i++) {
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.reply().status()).isEqualTo(200);
        clock.advance(STALL.multipliedBy(3));
      }
    }
  }

  @Test
  void aConnectionTooManyWaitsForAnothersEnd() throws IOException {
    Queue<String> served = new ConcurrentLinkedQueue<>();
    Route note =
        exchange -> {
          served.add(exchange.rawPath());
          exchange.respond(Answer.text(200, "noted"));
        };
    try (HttpServer narrow = HttpServer.start(settings(1), clock, note);
        RawClient first = new RawClient(narrow.port());
        RawClient second = new RawClient(narrow.port())) {
      second.send("GET /second HTTP/1.1\r\nHost: x\r\n\r\n");
      for (int i = 0; i < 100; i++) {
        assertThat(first.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n").reply().status())
            .isEqualTo(200);
      }
      assertThat(served).hasSize(100).containsOnly("/first");
      first.finish();
      assertThat(second.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void aStopWaitsForRunningRequestsAndAcceptsNoMore() throws Exception {
    try (RawClient client = new RawClient(server.port());
        ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
      entered.await();
      Future<?> stopped = stopping.submit(server::close);
      assertRefused();
      assertThat(stopped.isDone()).isFalse();
      released.countDown();
      assertThat(client.reply().body()).isEqualTo("waited\n");
      stopped.get();
    }
  }

  private void assertRefused() {
    while (true) {
      try {
        new RawClient(server.port()).close();
      } catch (IOException refused) {
        return;
      }
    }
  }

  private Reply ask(String request) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return client.send(request).reply();
    }
  }

  private void await(Exchange exchange) throws IOException {
    entered.countDown();
    try {
      released.await();
    } catch (InterruptedException cutOff) {
      throw new IOException(cutOff);
    }
    exchange.respond(Answer.text(200, "waited"));
  }

  private static void fail() {
    throw new IllegalStateException("secret inner text");
  }

  private static void large(Exchange exchange) throws IOException {
    try {
      exchange.body(10);
    } catch (BodyTooLargeException refused) {
      exchange.respond(Problem.TOO_LARGE.answer());
    }
  }

  private static void header(Exchange exchange) throws IOException {
    String text =
        exchange.header("a")
            + " "
            + exchange.header("c")
            + " "
            + exchange.headerNames()
            + " "
            + exchange.endpoint();
    exchange.respond(Answer.text(200, text));
  }

  private static void stream(Exchange exchange) throws IOException {
    try (OutputStream out = exchange.stream(200, List.of(new Field("X-Kind", "stream")))) {
      out.write("one, ".getBytes(StandardCharsets.UTF_8));
      out.flush();
      out.write(Bytes.utf8("two").toArray());
    }
  }

  private static void halfStreamed(Exchange exchange) throws IOException {
    OutputStream out = exchange.stream(200, List.of());
    out.write("one, ".getBytes(StandardCharsets.UTF_8));
    out.flush();
    throw new IllegalStateException("half way");
  }
}
