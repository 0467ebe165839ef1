package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.martlet.runtime.ApiClient.Reply;
import dev.martlet.runtime.ApiGround.Invoked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Runtime API against those who do not keep to it. */
@Timeout(60)
class RuntimeApiHostileTest {
  private static final String HOST = "Host: x\r\n";

  private ApiGround ground;

  @BeforeEach
  void open() throws IOException {
    ground = new ApiGround();
  }

  @AfterEach
  void close() throws IOException {
    ground.close();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("another path", "GET / HTTP/1.1\r\n" + HOST, 404),
        Arguments.of(
            "another version", "GET /2019-01-01/runtime/invocation/next HTTP/1.1\r\n" + HOST, 404),
        Arguments.of(
            "a path below", "GET /2018-06-01/runtime/invocation/next/ HTTP/1.1\r\n" + HOST, 404),
        Arguments.of(
            "another method", "POST /2018-06-01/runtime/invocation/next HTTP/1.1\r\n" + HOST, 405),
        Arguments.of("no host", "GET / HTTP/1.1\r\n", 400),
        Arguments.of("two hosts", "GET / HTTP/1.1\r\n" + HOST + HOST, 400),
        Arguments.of("another protocol", "GET / SPDY/3\r\n" + HOST, 400),
        Arguments.of("HTTP/2", "PRI * HTTP/2.0\r\n", 400),
        Arguments.of("no path", "GET HTTP/1.1\r\n" + HOST, 400),
        Arguments.of("a lower-case method", "get / HTTP/1.1\r\n" + HOST, 400),
        Arguments.of("a header without a name", "GET / HTTP/1.1\r\n: x\r\n" + HOST, 400),
        Arguments.of("a blank before the colon", "GET / HTTP/1.1\r\nHost : x\r\n", 400),
        Arguments.of("a folded header", "GET / HTTP/1.1\r\n" + HOST + " y\r\n", 400),
        Arguments.of("a NUL", "GET / HTTP/1.1\r\nHost: \0\r\n", 400),
        Arguments.of("a lone carriage return", "GET / HTTP/1.1\r\nHost: a\rb\r\n", 400),
        Arguments.of(
            "two lengths",
            "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nContent-Length: 1\r\n",
            400),
        Arguments.of(
            "a length and chunks",
            "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
            400),
        Arguments.of(
            "a negative length", "POST / HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n", 400),
        Arguments.of(
            "an endless length",
            "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 9999999999999999999\r\n",
            400),
        Arguments.of(
            "a compressed body",
            "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: gzip, chunked\r\n",
            400),
        Arguments.of(
            "chunks of HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400),
        Arguments.of(
            "a long request line", "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n" + HOST, 400));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void whatIsNotTheRuntimeApiIsRefusedAndTheNextConnectionServed(
      String name, String head, int status) throws Exception {
    ApiClient rude = ground.connect();
    rude.send(head + "\r\n");
    assertThat(rude.read().status()).isEqualTo(status);
    serves();
  }

  @Test
  void chunksThatAreNoneBreakTheAnswerAndNothingElse() throws Exception {
    for (String chunks :
        new String[] {"x\r\n", "3\r\nabcd\r\n", "-1\r\n", "ffffffffffffffffff\r\n", "\r\n"}) {
      GuestEvent event = ApiGround.event("1");
      FutureTask<Invoked> invoked = ground.invoke(event);
      ApiClient rude = ground.connect();
      rude.next();
      rude.send(RuntimeApiTest.head(event, "Transfer-Encoding: chunked\r\n") + chunks);
      assertThat(rude.read().status()).as(chunks).isEqualTo(400);
      assertThat(ground.connect().respond(event.id().value(), "2").status()).isEqualTo(202);
      assertThat(invoked.get().document()).isEqualTo("2");
    }
  }

  @Test
  void aLongHeaderIsReadAndForgotten() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    ApiClient runtime = ground.connect();
    runtime.next();
    String cause = "Lambda-Runtime-Function-XRay-Error-Cause: " + "x".repeat(1_000_000) + "\r\n";
    assertThat(runtime.post("invocation/" + event.id() + "/error", cause, "{}").status())
        .isEqualTo(202);
    assertThat(invoked.get().answer()).isEqualTo(new Answer.Failed("Runtime.Unknown", 2, false));
  }

  @Test
  void anEndlessHeadIsCutOff() throws Exception {
    ApiClient rude = ground.connect();
    assertThatCode(
            () -> {
              rude.send("GET / HTTP/1.1\r\n");
              while (true) {
                rude.send("a: " + "x".repeat(100_000) + "\r\n");
              }
            })
        .isInstanceOf(IOException.class);
    serves();
  }

  @Test
  void aBodyInTooManyChunksBreaksTheAnswer() throws Exception {
    GuestEvent event = ApiGround.event("1");
    FutureTask<Invoked> invoked = ground.invoke(event);
    ApiClient rude = ground.connect();
    rude.next();
    rude.send(
        RuntimeApiTest.head(event, "Transfer-Encoding: chunked\r\n")
            + "1\r\nx\r\n".repeat(100_000));
    rude.send("1\r\n");
    assertThat(rude.read().body()).contains("too many chunks");
    assertThat(ground.connect().respond(event.id().value(), "2").status()).isEqualTo(202);
    assertThat(invoked.get().document()).isEqualTo("2");
  }

  @Test
  void manyLinesThatNobodyWantsCostPatience() throws Exception {
    assertThatCode(
            () -> {
              while (true) {
                ApiClient rude = ground.connect();
                rude.send("GET / HTTP/1.1\r\nHost: x\r\n" + "a:\r\n".repeat(200_000) + "\r\n");
                rude.read();
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(ground.invoke(ApiGround.event("1")).get().answer())
        .isEqualTo(new Answer.Closed(false));
  }

  @Test
  void anUnwantedBodyIsDroppedUpToABound() throws Exception {
    ApiClient rude = ground.connect();
    Reply reply = rude.respond("x", "x".repeat(500_000));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(rude.respond("x", "again").status()).isEqualTo(400);
    assertThatCode(
            () -> {
              rude.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n");
              while (true) {
                rude.send("x".repeat(100_000));
              }
            })
        .isInstanceOf(IOException.class);
    serves();
  }

  @Test
  void whoConnectsAndSaysNothingKeepsNobodyElseOut() throws Exception {
    for (int i = 0; i < RuntimeApi.MOST_CONNECTIONS - 1; i++) {
      ground.connect();
    }
    serves();
  }

  @Test
  void whoConnectsTooOftenIsGivenUp() throws Exception {
    FutureTask<Invoked> invoked = ground.invoke(ApiGround.event("1"));
    ground.connect().next();
    assertThatCode(
            () -> {
              while (true) {
                try (ApiClient rude = ground.connect()) {
                  rude.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                  rude.read();
                }
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(invoked.get().answer())
        .isEqualTo(new Answer.Malformed("the guest asked too often for what it could not have"));
  }

  @Test
  void whoFloodsWhileNobodyCallsGetsNoMoreEvents() throws Exception {
    assertThatCode(
            () -> {
              while (true) {
                try (ApiClient rude = ground.connect()) {
                  rude.send("x");
                }
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(ground.invoke(ApiGround.event("1")).get().answer())
        .isEqualTo(new Answer.Closed(false));
  }

  @Test
  void patienceComesBackWithTime() {
    Patience patience = new Patience(ground.clock, () -> {});
    for (int i = 0; i < Patience.FULL; i++) {
      assertThat(patience.spend()).isTrue();
    }
    assertThat(patience.spend()).isFalse();
    ground.clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < Patience.PER_SECOND; i++) {
      assertThat(patience.spend()).isTrue();
    }
    assertThat(patience.spend()).isFalse();
    patience.renew();
    assertThat(patience.spend()).isTrue();
  }

  @Test
  void garbageIsAlwaysAnsweredOrCutOffAndTheNextConnectionServed() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int answered = 0;
    for (int round = 0; round < 200; round++) {
      try (ApiClient rude = ground.connect()) {
        rude.send(garbage(random));
        rude.endOutput();
        Reply reply = rude.read();
        assertThat(reply.status()).as("seed %d, round %d", seed, round).isBetween(400, 499);
        answered++;
      } catch (IOException cutOff) {
        // The other end that garbage may come to.
      }
      ground.clock.advance(Duration.ofSeconds(1));
    }
    assertThat(answered).as("seed %d", seed).isPositive();
    serves();
  }

  // Requests that are right but for a few bytes, so that all of the reader is reached.
  private static String garbage(Random random) {
    String whole =
        "POST /2018-06-01/runtime/invocation/id/response HTTP/1.1\r\nHost: x\r\n"
            + (random.nextBoolean() ? "Content-Length: 20\r\n" : "Transfer-Encoding: chunked\r\n")
            + "Expect: 100-continue\r\nConnection: close\r\n\r\n5\r\nabcde\r\n0\r\n\r\n";
    byte[] bytes = whole.getBytes(StandardCharsets.ISO_8859_1);
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return new String(bytes, 0, 1 + random.nextInt(bytes.length), StandardCharsets.ISO_8859_1);
  }

  private void serves() throws Exception {
    GuestEvent event = ApiGround.event("\"still\"");
    FutureTask<Invoked> invoked = ground.invoke(event);
    ApiClient runtime = ground.connect();
    assertThat(runtime.next().body()).isEqualTo("\"still\"");
    assertThat(runtime.respond(event.id().value(), "\"there\"").status()).isEqualTo(202);
    assertThat(invoked.get().document()).isEqualTo("\"there\"");
  }
}
