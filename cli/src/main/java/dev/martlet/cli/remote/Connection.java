package dev.martlet.cli.remote;

import dev.martlet.wire.sign.Credentials;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a platform is and who calls it.
 *
 * @param endpoint {@code http} or {@code https}, without a path
 * @param region as the signature names it, {@code us-east-1} for instance
 * @param keys what signs every call
 * @param authorities the file of certificates to trust with {@code https}, in PEM; empty for those
 *     that Java trusts
 */
public record Connection(
    URI endpoint, String region, Credentials keys, Optional<Path> authorities) {
  public Connection {
    if (!"http".equals(endpoint.getScheme()) && !"https".equals(endpoint.getScheme())) {
      throw new IllegalArgumentException("an endpoint begins with http:// or https://");
    }
    if (endpoint.getHost() == null) {
      throw new IllegalArgumentException("an endpoint names a host");
    }
  }
}
