package dev.martlet.wire.sign;

/** Whether a request's signature holds. */
public sealed interface Verification {

  /** It does: the request comes from whoever owns {@code credentials}, for that scope. */
  record Verified(Credentials credentials, Scope scope) implements Verification {}

  /**
   * It does not.
   *
   * @param reason decides the error code, which differs between AWS's protocols
   * @param message AWS's wording; holds nothing that the caller has not sent
   */
  record Refused(Reason reason, String message) implements Verification {}

  /** Why not. */
  enum Reason {
    /** There is no signature at all. */
    MISSING,
    /** Parts of the signature are missing or malformed. */
    INCOMPLETE,
    /** Nobody has that access key, or its session token is another. */
    UNKNOWN_KEY,
    /** The time of its temporary credentials is over. */
    EXPIRED_TOKEN,
    /** Signed for another day, service or terminator than the request says. */
    WRONG_SCOPE,
    /** Too long ago, or too far ahead. */
    EXPIRED,
    /** Another secret, or something was changed on the way. */
    MISMATCH,
    /** The signature holds, but the body is not the one whose digest was signed. */
    BODY_MISMATCH
  }
}
