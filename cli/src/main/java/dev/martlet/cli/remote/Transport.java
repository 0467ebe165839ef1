package dev.martlet.cli.remote;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.wire.sign.Signer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Signed HTTP. Waits 5 s for a connection and somewhat longer for an answer than the longest
 * function may run. Safe for all threads.
 */
final class Transport implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(16);

  private final HttpClient http;
  private final Connection connection;
  private final Clock clock;

  Transport(Connection connection, Clock clock) {
    this.connection = connection;
    this.clock = clock;
    HttpClient.Builder client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    if (connection.endpoint().getScheme().equals("https")) {
      connection.authorities().map(Authorities::trusting).ifPresent(client::sslContext);
    }
    this.http = client.build();
  }

  /**
   * Sends one request and waits for its answer.
   *
   * @param path with its query, percent-encoded, beginning with a slash
   * @param service in whose name it is signed
   */
  HttpResponse<byte[]> send(
      String method, String path, Map<String, String> headers, byte[] body, String service) {
    URI uri = URI.create(root() + path);
    Signer signer = new Signer(connection.keys(), connection.region(), service);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    signer.sign(method, uri, headers, body, clock.instant()).forEach(request::header);
    return exchange(request.build());
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new Failure(
          Exit.UNREACHABLE,
          "No platform answers at " + root() + ".",
          e,
          "Start one:      ./martlet up, with the --data that it had",
          "Another place:  --endpoint-url URL, AWS_ENDPOINT_URL or --data DIR");
    } catch (HttpTimeoutException e) {
      throw new Failure(
          Exit.UNREACHABLE, root() + " gave no answer in " + ANSWER.toSeconds() + " s.", e);
    } catch (SSLHandshakeException e) {
      throw new Failure(
          Exit.UNREACHABLE,
          root() + " cannot be trusted: " + e.getMessage(),
          e,
          "Trust its certificates:  --ca-bundle FILE, or AWS_CA_BUNDLE",
          "Call it by a name that its certificate names.",
          "If its certificate has just been replaced: until both files are in order the platform",
          "shows the former one, and its log says what it waits for.");
    } catch (SSLException e) {
      throw new Failure(
          Exit.UNREACHABLE, root() + " does not speak TLS: " + e.getMessage(), e, otherScheme());
    } catch (IOException e) {
      throw new Failure(
          Exit.UNREACHABLE,
          "The connection to " + root() + " broke: " + e.getMessage(),
          e,
          "What was asked may have been done all the same.",
          "If it never answers: " + otherScheme());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.INTERNAL, "Interrupted while waiting for " + root() + ".", e);
    }
  }

  private String otherScheme() {
    return connection.endpoint().getScheme().equals("https")
        ? "without TLS an address begins with http://"
        : "with TLS an address begins with https://";
  }

  private String root() {
    String text = connection.endpoint().toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  @Override
  public void close() {
    http.close();
  }
}
