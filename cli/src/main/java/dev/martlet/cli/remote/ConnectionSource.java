package dev.martlet.cli.remote;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.wire.sign.Credentials;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a platform and its keys: flags first, then the {@code AWS_*} variables, then the data
 * directory; {@link #local} is for who has named that. The variables count as one set, beside an
 * endpoint from a flag or from {@code AWS_ENDPOINT_URL}: keys and a region meant for AWS itself are
 * not sent to a platform found in a data directory.
 *
 * @param endpoint from a flag
 * @param region from a flag
 * @param keys from a flag: a file like {@code keys.json}
 * @param authorities from a flag: the certificates to trust
 * @param data the data directory to look into last
 * @param environment the process's variables
 */
public record ConnectionSource(
    Optional<String> endpoint,
    Optional<String> region,
    Optional<Path> keys,
    Optional<Path> authorities,
    DataDirectory data,
    Map<String, String> environment) {

  public ConnectionSource {
    environment = Map.copyOf(environment);
  }

  /** The connection, or a failure that says what is missing. */
  public Connection find() {
    Optional<String> given = endpoint.or(() -> variable("AWS_ENDPOINT_URL"));
    return given.isPresent() ? named(given.get()) : local();
  }

  private Connection named(String url) {
    String where =
        region
            .or(() -> variable("AWS_REGION"))
            .or(() -> variable("AWS_DEFAULT_REGION"))
            .orElse("us-east-1");
    Credentials pair =
        keysFromFlag().or(this::keysFromVariables).or(this::keysFromData).orElseThrow(this::noKeys);
    try {
      return new Connection(URI.create(url), where, pair, trusted());
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Exit.USAGE,
          "'" + url + "' is not the address of a platform.",
          e,
          "It looks like http://127.0.0.1:4566");
    }
  }

  private Optional<Path> trusted() {
    return authorities.or(() -> variable("AWS_CA_BUNDLE").map(Path::of));
  }

  /** The platform of the data directory, as this machine's {@code env} prints it. */
  public Connection local() {
    DataDirectory.Endpoints found = data.endpoints().orElseThrow(this::notRunning);
    Credentials pair =
        keysFromFlag().or(this::keysFromData).or(this::keysFromVariables).orElseThrow(this::noKeys);
    return new Connection(
        found.management(),
        region.orElse(found.region()),
        pair,
        authorities.or(found::authorities).or(this::trusted));
  }

  private Optional<Credentials> keysFromFlag() {
    return keys.map(
        path ->
            new KeysFile(path)
                .read()
                .orElseThrow(() -> Failure.usage("There is no file " + path + "."))
                .current());
  }

  private Optional<Credentials> keysFromVariables() {
    return variable("AWS_ACCESS_KEY_ID")
        .flatMap(
            id ->
                variable("AWS_SECRET_ACCESS_KEY")
                    .map(
                        secret ->
                            new Credentials(id, secret, environment.get("AWS_SESSION_TOKEN"))));
  }

  private Optional<Credentials> keysFromData() {
    return data.keys().read().map(KeysFile.Held::current);
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private Failure notRunning() {
    return new Failure(
        Exit.UNREACHABLE,
        data.used()
            ? "The platform with the data directory " + data.path() + " is not running."
            : "No platform has been started with the data directory " + data.path() + ".",
        "Start it:         ./martlet up" + data.flag(),
        "Another folder:   --data DIR, or MARTLET_DATA",
        "Another address:  --endpoint-url URL, or AWS_ENDPOINT_URL");
  }

  private Failure noKeys() {
    return Failure.usage(
        "There are no keys to sign with.",
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY beside the endpoint, name a file with",
        "--keys FILE, or let --data DIR lead to the platform's keys.json.");
  }
}
