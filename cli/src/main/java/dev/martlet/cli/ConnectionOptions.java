package dev.martlet.cli;

import dev.martlet.cli.remote.Connection;
import dev.martlet.cli.remote.ConnectionSource;
import dev.martlet.cli.remote.DataDirectory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say which platform is meant. */
final class ConnectionOptions {
  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "The platform's address. Else AWS_ENDPOINT_URL, else the data directory's.")
  private @Nullable String endpoint;

  @Option(names = "--region", paramLabel = "NAME", description = "The region to sign for.")
  private @Nullable String region;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "Keys to sign with, in a file like the data directory's keys.json.")
  private @Nullable Path keys;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The data directory of a platform on this machine. Else MARTLET_DATA, else"
              + " /var/lib/martlet for root and ~/.local/share/martlet for others.")
  private @Nullable Path data;

  Connection find(Map<String, String> environment) {
    return source(environment).find();
  }

  /** The platform of the data directory, whatever the variables say. */
  Connection local(Map<String, String> environment) {
    return source(environment).local();
  }

  DataDirectory directory(Map<String, String> environment) {
    return data != null
        ? new DataDirectory(data)
        : DataDirectory.standard(
            environment,
            System.getProperty("user.name", ""),
            Path.of(System.getProperty("user.home", "/")));
  }

  private ConnectionSource source(Map<String, String> environment) {
    return new ConnectionSource(
        Optional.ofNullable(endpoint),
        Optional.ofNullable(region),
        Optional.ofNullable(keys),
        directory(environment),
        environment);
  }
}
