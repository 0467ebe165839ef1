package dev.martlet.http;

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
  private final BodyBudget budget;

  Entrance(Route route, Stalls stalls, BodyBudget budget) {
    this.route = route;
    this.stalls = stalls;
    this.budget = budget;
  }

  void enter(RoutingRequest request, RoutingResponse response) {
    HelidonExchange exchange = new HelidonExchange(request, response, stalls, budget);
    if (!exchange.namesItsHeaders()) {
      exchange.refuse(Answer.text(400, "The name of a header is none."));
      throw new CloseConnectionException("A request without proper headers");
    }
    if (!exchange.namesOneHost()) {
      exchange.refuse(Answer.text(400, "A request names one host, in plain characters."));
      throw new CloseConnectionException("A request without a proper host");
    }
    try {
      route.handle(exchange);
      exchange.finish();
    } catch (BrokenBodyException broken) {
      exchange.refuse(Answer.text(broken.status(), "The request's body cannot be read."));
      throw new CloseConnectionException("The body's framing is broken", broken);
    } catch (IOException | UncheckedIOException gone) {
      throw new CloseConnectionException("The caller hung up or stalled", gone);
    } catch (RuntimeException failure) {
      LOG.log(Level.ERROR, "A route failed on " + exchange.rawPath(), failure);
      exchange.refuse(Problem.FAILED.answer());
      throw new CloseConnectionException("A route failed", failure);
    } finally {
      exchange.release();
    }
  }
}
