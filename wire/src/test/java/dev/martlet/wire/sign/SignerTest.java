package dev.martlet.wire.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.wire.sign.Verification.Verified;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:4566/",
        "http://127.0.0.1:4566",
        "http://localhost/2015-03-31/functions/?MaxItems=10&Marker=a%2Fb%3D",
        "https://localhost:443/a%20b//c/../d?z&y=%24LATEST&y=",
        "http://127.0.0.1:1/2015-03-31/functions/arn%3Aaws%3Alambda/invocations",
      })
  void whatItSignsIsVerified(String uri) throws IOException {
    for (String service : List.of("lambda", "s3")) {
      for (String token : new @Nullable String[] {null, "token=="}) {
        Credentials credentials = new Credentials("AKIDEXAMPLE", "secret", token);
        Signer signer = new Signer(credentials, "us-east-1", service);
        Map<String, String> sent = new TreeMap<>(Map.of("X-Amz-Target", " a  b "));
        sent.putAll(signer.sign("POST", URI.create(uri), sent, bytes("{}"), NOW));
        assertVerified(credentials, request("POST", URI.create(uri), sent, "{}"));
        URI link = signer.presign("GET", URI.create(uri), Duration.ofMinutes(10), NOW);
        assertVerified(credentials, request("GET", link, Map.of(), ""));
      }
    }
  }

  @Test
  void aLinkLivesAWeekAtMost() {
    Signer signer = new Signer(Credentials.of("AKIDEXAMPLE", "secret"), "us-east-1", "s3");
    assertThatThrownBy(
            () -> signer.presign("GET", URI.create("http://x/"), Duration.ofDays(8), NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void credentialsShowNoSecret() {
    assertThat(new Credentials("AKIDEXAMPLE", "secret", "token")).hasToString("AKIDEXAMPLE");
  }

  private static void assertVerified(Credentials credentials, Sent request) throws IOException {
    assertThat(
            new Verifier(
                    (id, token) ->
                        Objects.equals(token, credentials.sessionToken())
                            ? new KeyRing.Known(credentials)
                            : new KeyRing.Unknown())
                .verify(
                    Presented.of(request),
                    request,
                    digest -> digest.update(bytes(request.body())),
                    NOW))
        .as(request.toString())
        .isInstanceOf(Verified.class);
  }

  private static Sent request(String method, URI uri, Map<String, String> headers, String body) {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    boolean usual = uri.getPort() < 0 || uri.getPort() == 443;
    lower.put("host", usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort());
    String query = uri.getRawQuery();
    String path = uri.getRawPath();
    return new Sent(method, path.isEmpty() ? "/" : path, query == null ? "" : query, lower, body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
