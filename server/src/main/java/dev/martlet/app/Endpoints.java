package dev.martlet.app;

import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.http.Certificates;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * {@code run/endpoints.json}: where the platform answers, for whoever has the data directory.
 *
 * @param management the API's URL
 * @param gateway the URL of users' traffic
 * @param authorities the certificates that clients need to trust it; empty if the usual ones do
 */
record Endpoints(URI management, URI gateway, String region, Optional<Path> authorities) {
  /**
   * The URL for this machine's users. By number, because with a name two SDKs would put the bucket
   * before it; in TLS by what the certificate names.
   */
  static URI url(Doorstep doorstep, int port, Optional<Certificates> certificates) {
    InetAddress near = doorstep.near();
    String number =
        near instanceof Inet6Address
            ? "[" + near.getHostAddress().replaceFirst("%.*", "") + "]"
            : near.getHostAddress();
    String host =
        certificates.filter(shown -> !shown.name(near)).flatMap(Certificates::host).orElse(number);
    String scheme = certificates.isPresent() ? "https" : "http";
    return URI.create(scheme + "://" + host + ":" + port);
  }

  /** Writes the file in one step: who sees it, sees all of it. */
  void write(Path run) throws IOException {
    Json.Members document =
        Json.members()
            .with("management", management.toString())
            .with("gateway", gateway.toString())
            .with("region", region)
            .with("pid", ProcessHandle.current().pid())
            .with("version", Home.VERSION);
    if (authorities.isPresent()) {
      document = document.with("authorities", authorities.get().toString());
    }
    Path next = run.resolve("endpoints.json.new");
    Files.writeString(next, JsonText.write(document) + "\n");
    Files.move(next, file(run), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Nobody answers there any more. */
  static void remove(Path run) throws IOException {
    Files.deleteIfExists(file(run));
  }

  private static Path file(Path run) {
    return run.resolve("endpoints.json");
  }
}
