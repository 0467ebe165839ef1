package dev.martlet.wire.sign;

import dev.martlet.wire.sign.Presented.Signature;
import dev.martlet.wire.sign.Verification.Reason;
import dev.martlet.wire.sign.Verification.Refused;
import dev.martlet.wire.sign.Verification.Verified;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Checks signatures as AWS does: form, day, key, token, time, then the signature itself, then the
 * body. The body is asked for as late as the request allows: a stranger's is never read, and one
 * whose digest was sent along is read only after the signature over that digest holds.
 *
 * <p>Safe for all threads; blocks only in {@link Payload#feed}.
 */
public final class Verifier {
  static final String MISMATCH =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " AWS Secret Access Key and signing method. Consult the service documentation for"
          + " details.";

  /** What stands in place of the body's digest when the body is not signed. */
  static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

  static final String CONTENT_HASH = "x-amz-content-sha256";

  private final KeyRing keys;
  // Apart, so that sessions, of which there may be many, displace no key of an account.
  private final SigningKeys longLived = new SigningKeys();
  private final SigningKeys temporary = new SigningKeys();

  public Verifier(KeyRing keys) {
    this.keys = keys;
  }

  /**
   * Whether {@code presented} is a valid signature over {@code request} at {@code now}.
   *
   * @throws IOException if the body could not be read
   */
  public Verification verify(Presented presented, Signable request, Payload body, Instant now)
      throws IOException {
    return switch (presented) {
      case Presented.Nothing() -> new Refused(Reason.MISSING, "Missing Authentication Token");
      case Presented.Malformed(String message) -> new Refused(Reason.INCOMPLETE, message);
      case Signature signature -> verify(signature, request, body, now);
    };
  }

  private Verification verify(Signature signature, Signable request, Payload body, Instant now)
      throws IOException {
    Refused misplaced = Window.check(signature, now);
    if (misplaced != null) {
      return misplaced;
    }
    return switch (keys.find(signature.accessKeyId(), signature.sessionToken())) {
      case KeyRing.Known(Credentials credentials) -> verify(credentials, signature, request, body);
      case KeyRing.Unknown() ->
          new Refused(Reason.UNKNOWN_KEY, "The security token included in the request is invalid.");
      case KeyRing.Expired() ->
          new Refused(
              Reason.EXPIRED_TOKEN, "The security token included in the request is expired");
    };
  }

  private Verification verify(
      Credentials credentials, Signature signature, Signable request, Payload body)
      throws IOException {
    if (!signsHost(signature.signedHeaders())) {
      return new Refused(
          Reason.INCOMPLETE,
          "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    String claimed = claimedHash(signature, request);
    if (claimed != null && !claimed.equals(UNSIGNED_PAYLOAD) && !isHash(claimed)) {
      return new Refused(
          Reason.INCOMPLETE,
          CONTENT_HASH + " must be " + UNSIGNED_PAYLOAD + ", or a valid sha256 value.");
    }
    String signed = claimed != null ? claimed : hash(body);
    SigningKeys signingKeys = credentials.sessionToken() == null ? longLived : temporary;
    SigningKey known = signingKeys.find(credentials, signature.scope());
    SigningKey key =
        known != null ? known : SigningKey.derive(credentials.secretAccessKey(), signature.scope());
    String expected =
        key.sign(
            signature.date(),
            signature.scope(),
            Canonical.hash(
                request,
                signature.scope().service(),
                signature.signedHeaders(),
                signature.presigned(),
                signed));
    if (!same(expected, signature.signature())) {
      return new Refused(Reason.MISMATCH, MISMATCH);
    }
    if (known == null) {
      signingKeys.keep(credentials, signature.scope(), key);
    }
    if (claimed != null && isHash(claimed) && !same(claimed, hash(body))) {
      return new Refused(
          Reason.BODY_MISMATCH,
          "The provided '" + CONTENT_HASH + "' header does not match what was computed.");
    }
    return new Verified(credentials, signature.scope());
  }

  /** The body's digest as the caller says; null if it leaves that to us. */
  private static @Nullable String claimedHash(Signature signature, Signable request) {
    String header = request.header(CONTENT_HASH);
    boolean open = signature.presigned() && signature.scope().service().equals("s3");
    return header == null && open ? UNSIGNED_PAYLOAD : header;
  }

  private static String hash(Payload body) throws IOException {
    MessageDigest digest = Sha256.computation();
    body.feed(digest);
    return Sha256.hex(digest);
  }

  private static boolean signsHost(String signedHeaders) {
    return signedHeaders.equals("host")
        || signedHeaders.startsWith("host;")
        || signedHeaders.endsWith(";host")
        || signedHeaders.contains(";host;");
  }

  private static boolean isHash(String text) {
    if (text.length() != 64) {
      return false;
    }
    for (int i = 0; i < 64; i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** In a time that does not tell where they differ. */
  private static boolean same(String expected, String actual) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.ISO_8859_1),
        actual.getBytes(StandardCharsets.ISO_8859_1));
  }
}
