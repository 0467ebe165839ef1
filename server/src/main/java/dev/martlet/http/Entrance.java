package dev.martlet.http;

import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;

/** Leads requests from the web server to the route, and keeps the route's failures from it. */
final class Entrance {
  private static final System.Logger LOG = System.getLogger(Entrance.class.getName());

  private final Route route;
  private final Stalls stalls;

  Entrance(Route route, Stalls stalls) {
    this.route = route;
    this.stalls = stalls;
  }

  void enter(RoutingRequest request, RoutingResponse response) {
    HelidonExchange exchange = new HelidonExchange(request, response, stalls);
    try {
      route.handle(exchange);
      exchange.finish();
    } catch (IOException | UncheckedIOException gone) {
      throw new CloseConnectionException("The caller hung up or stalled", gone);
    } catch (RequestException | HttpException | CloseConnectionException refused) {
      // The web server found the request's framing broken, and answers that itself.
      throw refused;
    } catch (RuntimeException failure) {
      LOG.log(Level.ERROR, "A route failed on " + exchange.rawPath(), failure);
      fail(exchange);
    }
  }

  private static void fail(HelidonExchange exchange) {
    if (exchange.answered()) {
      throw new CloseConnectionException("A route failed after it had begun to answer");
    }
    try {
      exchange.respond(Problem.FAILED.answer());
      exchange.finish();
    } catch (IOException gone) {
      throw new CloseConnectionException("The caller hung up", gone);
    }
  }
}
