package dev.martlet.app;

import dev.martlet.cli.remote.Connection;
import dev.martlet.http.Certificates;
import dev.martlet.identity.Keys;
import dev.martlet.model.Runtimes;
import dev.martlet.model.Unreadable;
import dev.martlet.store.DataDirectory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A platform that answers. Closing drains it, up to {@code shutdown.grace}, and ends it. */
final class Platform implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Platform.class.getName());

  private final Config config;
  private final Keys keys;
  private final Runtimes runtimes;
  private final URI endpoint;
  private final Optional<Path> authorities;
  private final Shutdown shutdown;

  Platform(
      Config config,
      DataDirectory directory,
      Keys keys,
      Runtimes runtimes,
      URI endpoint,
      Optional<Certificates> certificates,
      Shutdown shutdown)
      throws IOException {
    this.config = config;
    this.keys = keys;
    this.runtimes = runtimes;
    this.shutdown = shutdown;
    this.endpoint = endpoint;
    this.authorities =
        certificates.filter(Certificates::vouchForThemselves).map(Certificates::file);
    // Until function URLs come, the gateway is this listener too.
    new Endpoints(endpoint, endpoint, region(), authorities).write(directory.run());
    shutdown.add("the endpoints", () -> Endpoints.remove(directory.run()));
  }

  /**
   * Starts a platform.
   *
   * @throws Refused if something stands in the way; nothing is left open then
   * @throws IOException if the disk fails
   */
  static Platform start(Config config, Home home, Machine machine) throws Refused, IOException {
    Shutdown shutdown = new Shutdown();
    boolean complete = false;
    try {
      Platform platform = new Assembly(config, home, machine, shutdown).assemble();
      complete = true;
      return platform;
    } catch (RuntimeException failure) {
      if (failure instanceof Unreadable) {
        LOG.log(Level.DEBUG, "A record cannot be read", failure);
        throw damaged(config, failure);
      }
      throw failure;
    } finally {
      if (!complete) {
        shutdown.close();
      }
    }
  }

  private static Refused damaged(Config config, RuntimeException failure) {
    String remedy =
        config.database().isPresent()
            ? "restore a backup of the database and of %s"
            : "restore a backup of %1$s, or put the newest copy from %1$s/backup in the place of"
                + " %1$s/martlet.db if one is there";
    return Refused.machine(
        "%s, so the database is damaged: %s."
            .formatted(failure.getMessage(), remedy.formatted(config.data())));
  }

  URI endpoint() {
    return endpoint;
  }

  Runtimes runtimes() {
    return runtimes;
  }

  /** How its owner calls it. */
  Connection connection() {
    return new Connection(endpoint, region(), keys.current(), authorities);
  }

  private String region() {
    return config.regions().getFirst().name();
  }

  @Override
  public void close() {
    shutdown.close();
  }
}
