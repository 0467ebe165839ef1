package dev.martlet.http;

import dev.martlet.model.Clock;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.net.BindException;

/**
 * A running listener for HTTP/1.1. Safe for all threads.
 *
 * <p>Of the web server's own machinery only the connections are used: no shutdown hook, no
 * discovered features, no routing (its filter is our only entrance), no media types.
 */
public final class HttpServer implements AutoCloseable {
  /** More cannot run at once; connections beyond share carriers, which is cheaper when many do. */
  private static final int SEATS = Runtime.getRuntime().availableProcessors();

  private final WebServer server;
  private final Stalls stalls;

  private HttpServer(WebServer server, Stalls stalls) {
    this.server = server;
    this.stalls = stalls;
  }

  /**
   * Binds and listens; requests may reach {@code route} before this returns.
   *
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static HttpServer start(HttpSettings settings, Clock clock, Route route) {
    Stalls stalls = new Stalls(clock, settings.stall());
    Entrance entrance = new Entrance(route, stalls, BodyBudget.ofHeap());
    WebServerConfig.Builder server =
        WebServer.builder()
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .address(settings.address())
            .port(settings.port())
            .maxPayloadSize(settings.maxBody().bytes())
            .maxTcpConnections(settings.maxConnections())
            .idleConnectionTimeout(settings.idle())
            .idleConnectionPeriod(settings.idle().dividedBy(4))
            .shutdownGracePeriod(settings.grace())
            // An answer is one write, but a streamed one is many: none may wait for the last's
            // acknowledgement.
            .connectionOptions(options -> options.tcpNoDelay(true))
            .addConnectionSelector(
                new WatchedConnections(http1(settings, stalls), stalls, new Seats(SEATS)))
            .addRouting(
                HttpRouting.builder()
                    .addFilter((chain, request, response) -> entrance.enter(request, response)));
    settings.certificates().ifPresent(shown -> secure(server, shown, stalls));
    return new HttpServer(started(server.build(), settings, stalls), stalls);
  }

  private static WebServer started(WebServer server, HttpSettings settings, Stalls stalls) {
    server.start();
    if (!server.isRunning()) {
      // The web server writes a log line and lives on.
      stalls.close();
      throw new UncheckedIOException(
          new BindException("Not bound: " + settings.address() + ":" + settings.port()));
    }
    return server;
  }

  private static void secure(
      WebServerConfig.Builder server, Certificates certificates, Stalls stalls) {
    TlsConfig.Builder tls = Tls.builder().sslContext(WatchedHandshakes.of(certificates, stalls));
    // The web server's other kind of sockets asks the name service for every caller's name.
    server.useNio(false).tls(tls.build());
  }

  private static ServerConnectionSelector http1(HttpSettings settings, Stalls stalls) {
    Http1Config.Builder config =
        Http1Config.builder()
            .maxPrologueLength(settings.maxRequestLine())
            .maxHeadersSize(settings.maxHead())
            .sendKeepAliveHeader(false)
            // It costs half as much as the signature's verification, and refuses bodies with any
            // content encoding, although signatures are over the bytes that were sent. What is
            // answered, Field looks at.
            .validateRequestHeaders(false)
            .validateResponseHeaders(false)
            .addReceiveListener(WatchedConnections.heads(stalls));
    return Http1ConnectionSelector.builder().config(config.build()).build();
  }

  /** The port it is bound to. */
  public int port() {
    return server.port();
  }

  /** Accepts no more, waits for running requests up to the settings' grace, then cuts them off. */
  @Override
  public void close() {
    server.stop();
    stalls.close();
  }
}
