package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.http.RawClient.Reply;
import dev.martlet.model.ByteSize;
import dev.martlet.model.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final Duration STALL = Duration.ofSeconds(30);
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost:1\r\n\r\n";

  @TempDir static Path shared;
  private static PemPair pair;
  private static PemPair other;

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();
  private HttpServer server;

  @BeforeAll
  static void make() {
    pair = PemPair.make(shared, "EC", "dns:localhost");
    other = PemPair.make(shared, "EC", "dns:localhost");
  }

  @BeforeEach
  void start() throws IOException {
    show(pair);
    var opened =
        (Certificates.Opened)
            Certificates.open(folder.resolve("cert.pem"), folder.resolve("key.pem"), clock);
    HttpSettings settings =
        new HttpSettings(
            InetAddress.getLoopbackAddress(),
            0,
            ByteSize.megabytes(1),
            4096,
            8192,
            100,
            Duration.ofMinutes(5),
            STALL,
            Duration.ofSeconds(10),
            Optional.of(opened.certificates()));
    server =
        HttpServer.start(
            settings,
            clock,
            exchange -> {
              String body = exchange.body(1 << 20).utf8();
              exchange.respond(Answer.text(200, exchange.endpoint() + " " + body.length()));
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void show(PemPair shown) throws IOException {
    Files.deleteIfExists(folder.resolve("cert.pem"));
    Files.writeString(folder.resolve("cert.pem"), shown.certificatePem());
    Files.writeString(folder.resolve("key.pem"), shown.keyPem());
  }

  private RawClient connect(PemPair trusted) throws IOException, GeneralSecurityException {
    Socket socket =
        trusted
            .trusting()
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), server.port());
    return new RawClient(socket);
  }

  @Test
  void requestsAreAnsweredAndKnowThatTheyCameInTls() throws IOException, GeneralSecurityException {
    try (RawClient client = connect(pair)) {
      Reply reply = client.send(GET).reply();
      assertThat(reply.body()).isEqualTo("https://localhost:1 0\n");
      String body = "a".repeat(100_000);
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + body);
      assertThat(client.reply().body()).isEqualTo("https://x 100000\n");
    }
  }

  @Test
  void aNewCertificateIsShownToNewConnectionsAndOpenOnesGoOn()
      throws IOException, GeneralSecurityException {
    try (RawClient open = connect(pair)) {
      assertThat(open.send(GET).reply().status()).isEqualTo(200);
      show(other);
      clock.advance(Duration.ofSeconds(1));
      try (RawClient client = connect(other)) {
        assertThat(client.send(GET).reply().status()).isEqualTo(200);
      }
      assertThatThrownBy(() -> connect(pair).send(GET)).isInstanceOf(SSLHandshakeException.class);
      assertThat(open.send(GET).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void whoSpeaksPlainIsTurnedAwayAndTheNextIsServed() throws IOException, GeneralSecurityException {
    try (RawClient plain = new RawClient(server.port())) {
      assertThat(plain.send(GET).closed()).isTrue();
    }
    try (RawClient client = connect(pair)) {
      assertThat(client.send(GET).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void aHandshakeThatStandsStillIsCutOff() throws IOException, GeneralSecurityException {
    stall(new RawClient(server.port()));
    // The first bytes of a greeting whose rest never comes.
    stall(new RawClient(server.port()).send("\u0016\u0003\u0001\u0001\u0000"));
    try (RawClient client = connect(pair)) {
      assertThat(client.send(GET).reply().status()).isEqualTo(200);
      clock.advance(STALL.multipliedBy(3));
      assertThat(client.send(GET).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestThatStandsStillIsCutOff() throws IOException, GeneralSecurityException {
    stall(connect(pair).send("GET / HT"));
  }

  private void stall(RawClient silent) throws IOException {
    try (silent) {
      assertThat(silent.closedAfter(STALL.plusSeconds(1), clock)).isTrue();
    }
  }
}
