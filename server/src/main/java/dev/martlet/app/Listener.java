package dev.martlet.app;

import dev.martlet.http.Exchange;
import dev.martlet.http.HttpServer;
import dev.martlet.http.HttpSettings;
import dev.martlet.http.Route;
import dev.martlet.model.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;

/**
 * The listener. To open it takes as long as to put everything else together, so it opens beside
 * that, on a thread of its own; who comes early waits until there is somewhere to lead them.
 */
final class Listener implements Route, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Listener.class.getName());

  private final HttpSettings settings;
  private final Beside<HttpServer> server;
  private final CompletableFuture<Route> house = new CompletableFuture<>();

  /** Begins to open the listener. */
  Listener(HttpSettings settings, Clock clock) {
    this.settings = settings;
    this.server =
        new Beside<>(
            "martlet-listener", () -> HttpServer.start(settings, clock, this), HttpServer::close);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    house.join().handle(exchange);
  }

  /**
   * Leads everybody to {@code route} from now on.
   *
   * @return the port
   * @throws Refused if the port cannot be had
   */
  int open(Route route) throws Refused, IOException {
    try {
      int port = server.opened().port();
      house.complete(route);
      return port;
    } catch (UncheckedIOException busy) {
      LOG.log(Level.DEBUG, "The port cannot be bound", busy);
      throw Refused.machine(
          "Port "
              + settings.port()
              + " of "
              + settings.address().getHostAddress()
              + " cannot be opened, most likely because another program has it, or the machine"
              + " has no such address: stop that program, or name another port with --port (0 is"
              + " any free one) or another address with --listen.");
    }
  }

  /** Lets nobody in any more, and waits for who is inside, up to the settings' grace. */
  @Override
  public void close() {
    house.completeExceptionally(new IllegalStateException("The platform did not start"));
    server.close();
  }
}
