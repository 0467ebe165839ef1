package dev.martlet.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends each request to the route of its path: an exact one, else the longest prefix that ends in a
 * slash, else the fallback.
 */
public final class Routes implements Route {
  private final Map<String, Route> exact;
  private final Map<String, Route> prefixes;
  private final Route fallback;

  private Routes(Builder builder) {
    exact = Map.copyOf(builder.exact);
    prefixes = Map.copyOf(builder.prefixes);
    fallback = builder.fallback;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    find(exchange.rawPath()).handle(exchange);
  }

  private Route find(String path) {
    Route route = exact.get(path);
    if (route != null) {
      return route;
    }
    for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
      route = prefixes.get(path.substring(0, slash + 1));
      if (route != null) {
        return route;
      }
    }
    return fallback;
  }

  /** A table to be filled; what it does not name goes to {@code fallback}. */
  public static Builder otherwise(Route fallback) {
    return new Builder(fallback);
  }

  /** Collects routes; a path may be given once. */
  public static final class Builder {
    private final Map<String, Route> exact = new LinkedHashMap<>();
    private final Map<String, Route> prefixes = new LinkedHashMap<>();
    private final Route fallback;

    private Builder(Route fallback) {
      this.fallback = fallback;
    }

    /**
     * Adds a route.
     *
     * @param path one path, or everything below it if it ends in a slash
     */
    public Builder on(String path, Route route) {
      Map<String, Route> table = path.endsWith("/") && path.length() > 1 ? prefixes : exact;
      if (table.putIfAbsent(path, route) != null) {
        throw new IllegalArgumentException("Two routes for " + path);
      }
      return this;
    }

    public Routes build() {
      return new Routes(this);
    }
  }
}
