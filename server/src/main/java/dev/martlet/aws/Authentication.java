package dev.martlet.aws;

import dev.martlet.identity.Keys;
import dev.martlet.model.Principal;
import dev.martlet.model.Region;
import dev.martlet.wire.sign.Payload;
import dev.martlet.wire.sign.Presented;
import dev.martlet.wire.sign.Signable;
import dev.martlet.wire.sign.Verification.Reason;
import dev.martlet.wire.sign.Verification.Refused;
import dev.martlet.wire.sign.Verification.Verified;
import dev.martlet.wire.sign.Verifier;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out who calls, and for which region. */
final class Authentication {
  private final Access access;
  private final Keys keys;
  private final Verifier verifier;

  Authentication(Access access, Keys keys) {
    this.access = access;
    this.keys = keys;
    this.verifier = new Verifier(keys);
  }

  /** What was found out. */
  sealed interface Identified {
    /** Who it is. */
    record Caller(Principal principal, Region region) implements Identified {}

    /**
     * Nobody we know.
     *
     * @param code of the error, one of those that every service has
     */
    record Stranger(String code, String message) implements Identified {}
  }

  /**
   * Identifies the caller of a request to {@code service}.
   *
   * @param service the signing name that the request should be signed for
   * @param now when the signature has to hold
   * @throws IOException if the body could not be read
   */
  Identified identify(
      String service, Presented presented, Signable request, Payload body, Instant now)
      throws IOException {
    if (access.anybody()) {
      return anybody(presented, request);
    }
    if (presented instanceof Presented.Signature signature
        && !signature.scope().service().equals(service)) {
      return new Identified.Stranger(
          code(Reason.WRONG_SCOPE),
          "Credential should be scoped to correct service: '" + service + "'. ");
    }
    return switch (verifier.verify(presented, request, body, now)) {
      case Refused(Reason reason, String message) -> new Identified.Stranger(code(reason), message);
      case Verified verified ->
          regional(keys.owner(verified.credentials()), verified.scope().region());
    };
  }

  private Identified anybody(Presented presented, Signable request) {
    Optional<String> elsewhere = WebPage.refusal(request);
    if (elsewhere.isPresent()) {
      return new Identified.Stranger(
          "AccessDeniedException",
          "With --dev everybody on this machine is served, but " + elsewhere.get() + ".");
    }
    return presented instanceof Presented.Signature signature
        ? regional(keys.root(), signature.scope().region())
        : new Identified.Caller(keys.root(), access.regions().getFirst());
  }

  private Identified regional(Principal principal, String name) {
    for (Region region : access.regions()) {
      if (region.name().equals(name)) {
        return new Identified.Caller(principal, region);
      }
    }
    return new Identified.Stranger(code(Reason.WRONG_SCOPE), wrongRegion(name));
  }

  private String wrongRegion(String name) {
    List<Region> regions = access.regions();
    String served = regions.stream().map(Region::name).collect(Collectors.joining(", "));
    return "Credential should be scoped to a valid region, not '"
        + name
        + "'. Martlet serves "
        + served
        + " here: use "
        + (regions.size() == 1 ? "it" : "one of them")
        + " (AWS_REGION, --region), or add the region to Martlet's setting `regions`.";
  }

  /** AWS's code for each way in which a signature fails, as its JSON services have it. */
  private static String code(Reason reason) {
    return switch (reason) {
      case MISSING -> "MissingAuthenticationTokenException";
      case INCOMPLETE -> "IncompleteSignatureException";
      case UNKNOWN_KEY -> "UnrecognizedClientException";
      case EXPIRED_TOKEN -> "ExpiredTokenException";
      case WRONG_SCOPE, EXPIRED, MISMATCH, BODY_MISMATCH -> "InvalidSignatureException";
    };
  }
}
