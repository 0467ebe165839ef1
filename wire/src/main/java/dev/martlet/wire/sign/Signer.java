package dev.martlet.wire.sign;

import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Signs requests to one service in one region. Safe for all threads. */
public final class Signer {
  private final Credentials credentials;
  private final String region;
  private final String service;

  public Signer(Credentials credentials, String region, String service) {
    this.credentials = credentials;
    this.region = region;
    this.service = service;
  }

  /**
   * The headers to send in addition: {@code Authorization}, {@code X-Amz-Date}, {@code
   * X-Amz-Content-Sha256} and, for temporary credentials, {@code X-Amz-Security-Token}.
   *
   * @param headers that are sent, and to be signed; {@code Host} is taken from {@code uri}
   */
  public Map<String, String> sign(
      String method, URI uri, Map<String, String> headers, byte[] body, Instant now) {
    MessageDigest digest = Sha256.computation();
    digest.update(body);
    Map<String, String> added = new LinkedHashMap<>();
    added.put("X-Amz-Date", BasicDate.format(now));
    added.put("X-Amz-Content-Sha256", Sha256.hex(digest));
    if (credentials.sessionToken() != null) {
      added.put("X-Amz-Security-Token", credentials.sessionToken());
    }
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(added);
    Outgoing request = Outgoing.of(method, uri, all);
    String hash = added.getOrDefault("X-Amz-Content-Sha256", "");
    String date = BasicDate.format(now);
    added.put(
        "Authorization",
        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(
                Presented.ALGORITHM,
                credentials.accessKeyId(),
                scope(date),
                request.signedHeaders(),
                signature(request, date, false, hash)));
    return added;
  }

  /**
   * The same URI with a signature in its query: whoever has it may make this request, without a
   * body, for {@code lifetime} (at most a week).
   */
  public URI presign(String method, URI uri, Duration lifetime, Instant now) {
    if (lifetime.isNegative() || lifetime.toSeconds() > AuthorizationQuery.MAX_EXPIRES) {
      throw new IllegalArgumentException("A presigned request lives a week at most: " + lifetime);
    }
    String date = BasicDate.format(now);
    StringBuilder query = new StringBuilder();
    if (uri.getRawQuery() != null) {
      query.append(uri.getRawQuery()).append('&');
    }
    query.append("X-Amz-Algorithm=").append(Presented.ALGORITHM);
    parameter(query, "Credential", credentials.accessKeyId() + "/" + scope(date));
    parameter(query, "Date", date);
    parameter(query, "Expires", Long.toString(lifetime.toSeconds()));
    if (credentials.sessionToken() != null) {
      parameter(query, "Security-Token", credentials.sessionToken());
    }
    parameter(query, "SignedHeaders", "host");
    URI unsigned = withQuery(uri, query);
    String hash =
        service.equals("s3") ? Verifier.UNSIGNED_PAYLOAD : Sha256.hex(Sha256.computation());
    parameter(
        query, "Signature", signature(Outgoing.of(method, unsigned, Map.of()), date, true, hash));
    return withQuery(uri, query);
  }

  private Scope scope(String date) {
    return new Scope(date.substring(0, 8), region, service);
  }

  private String signature(Outgoing request, String date, boolean presigned, String payloadHash) {
    String hash = Canonical.hash(request, service, request.signedHeaders(), presigned, payloadHash);
    return SigningKey.derive(credentials.secretAccessKey(), scope(date))
        .sign(date, scope(date), hash);
  }

  private static void parameter(StringBuilder query, String name, String value) {
    query.append("&X-Amz-").append(name).append('=').append(PercentCode.encode(value));
  }

  private static URI withQuery(URI uri, StringBuilder query) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + "?" + query);
  }

  /** A request that is about to be sent. */
  private record Outgoing(
      String method, String rawPath, String rawQuery, TreeMap<String, String> headers)
      implements Signable {

    static Outgoing of(String method, URI uri, Map<String, String> headers) {
      TreeMap<String, String> signed = new TreeMap<>();
      headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
      signed.put("host", host(uri));
      String query = uri.getRawQuery();
      String path = uri.getRawPath();
      return new Outgoing(method, path.isEmpty() ? "/" : path, query == null ? "" : query, signed);
    }

    /** As HTTP clients send it: without the scheme's own port. */
    private static String host(URI uri) {
      String authority = uri.getRawAuthority();
      String usual = "https".equals(uri.getScheme()) ? ":443" : ":80";
      return authority.endsWith(usual)
          ? authority.substring(0, authority.length() - usual.length())
          : authority;
    }

    String signedHeaders() {
      return String.join(";", headers.keySet());
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }
  }
}
