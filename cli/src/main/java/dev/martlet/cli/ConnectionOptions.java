package dev.martlet.cli;

import dev.martlet.cli.remote.Connection;
import dev.martlet.cli.remote.ConnectionSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that say which platform is meant. */
final class ConnectionOptions {
  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description =
          "The platform's address. Else that of --data, else AWS_ENDPOINT_URL, else the data"
              + " directory's.")
  private @Nullable String endpoint;

  @Option(names = "--region", paramLabel = "NAME", description = "The region to sign for.")
  private @Nullable String region;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "Keys to sign with, in a file like the data directory's keys.json.")
  private @Nullable Path keys;

  @Option(
      names = "--ca-bundle",
      paramLabel = "FILE",
      description =
          "Certificates to trust with https, in PEM. Else AWS_CA_BUNDLE, else Java's own.")
  private @Nullable Path authorities;

  @Mixin private DataOption data = new DataOption();

  Connection find(Map<String, String> environment) {
    ConnectionSource source =
        new ConnectionSource(
            Optional.ofNullable(endpoint),
            Optional.ofNullable(region),
            Optional.ofNullable(keys),
            Optional.ofNullable(authorities),
            data.directory(environment),
            environment);
    return endpoint == null && data.given() ? source.local() : source.find();
  }
}
