package dev.martlet.wire.sign;

import org.jspecify.annotations.Nullable;

/** What a request shows to prove who sent it, before anything of it is believed. */
public sealed interface Presented {
  String ALGORITHM = "AWS4-HMAC-SHA256";

  /** Reads a request's {@code Authorization} header or, if there is none, its query. */
  static Presented of(Signable request) {
    String authorization = request.header("authorization");
    if (authorization != null) {
      return AuthorizationHeader.read(authorization, request);
    }
    return request.rawQuery().contains(AuthorizationQuery.PREFIX)
        ? AuthorizationQuery.read(request)
        : new Nothing();
  }

  /** Nothing. */
  record Nothing() implements Presented {}

  /** Something that is no signature. */
  record Malformed(String message) implements Presented {}

  /**
   * A signature in the right form.
   *
   * @param accessKeyId who claims to have signed
   * @param scope what it is signed for
   * @param signedHeaders names in lower case, separated by semicolons
   * @param signature 64 hexadecimal digits, if the caller is honest
   * @param date when it was signed, as it was sent: {@code yyyyMMdd'T'HHmmss'Z'}
   * @param epochSecond the same
   * @param sessionToken goes with temporary credentials
   * @param expires for presigned requests, how many seconds it holds; else {@link #IN_HEADER}
   */
  record Signature(
      String accessKeyId,
      Scope scope,
      String signedHeaders,
      String signature,
      String date,
      long epochSecond,
      @Nullable String sessionToken,
      int expires)
      implements Presented {
    static final int IN_HEADER = -1;

    /** Whether the signature came in the query. */
    public boolean presigned() {
      return expires != IN_HEADER;
    }
  }
}
