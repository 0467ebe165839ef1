package dev.martlet.aws;

import dev.martlet.aws.Authentication.Identified;
import dev.martlet.http.BodyTooLargeException;
import dev.martlet.http.Exchange;
import dev.martlet.http.Problem;
import dev.martlet.http.Route;
import dev.martlet.identity.Keys;
import dev.martlet.model.Call;
import dev.martlet.model.Clock;
import dev.martlet.model.Principal;
import dev.martlet.model.Region;
import dev.martlet.wire.sign.Presented;
import dev.martlet.wire.sign.Signer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * Keeps what lies under {@code /_martlet/} for the account itself, signing for the service {@value
 * #SERVICE}, in the header or in the query, and makes links that are signed so. Sessions of roles
 * are strangers here. Safe for all threads.
 */
public final class Guard {
  /** The signing name of what is not AWS's. */
  public static final String SERVICE = "martlet";

  /** How long a link holds: as long as AWS's own for a function's code. */
  private static final Duration LINK_LIFETIME = Duration.ofMinutes(10);

  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final Authentication authentication;
  private final Keys keys;
  private final Clock clock;

  public Guard(Access access, Keys keys, Clock clock) {
    this.authentication = new Authentication(access, keys);
    this.keys = keys;
    this.clock = clock;
  }

  /** A route that only signed requests reach; others get {@link Problem#FORBIDDEN} and why. */
  public Route before(Route route) {
    return exchange -> {
      try {
        switch (identify(exchange)) {
          case Identified.Caller caller -> route.handle(exchange);
          case Identified.Stranger(String code, String message) ->
              exchange.respond(Problem.FORBIDDEN.answer(message));
        }
      } catch (BodyTooLargeException tooLarge) {
        exchange.respond(Problem.TOO_LARGE.answer());
      }
    };
  }

  /**
   * Whether the request is signed well; for routes that tell strangers less.
   *
   * @throws IOException if its body could not be read
   */
  public boolean admits(Exchange exchange) throws IOException {
    return identify(exchange) instanceof Identified.Caller;
  }

  /**
   * A URL that whoever has it may GET for ten minutes.
   *
   * @param call whose endpoint and region it is for
   * @param path behind a guard, percent-encoded
   */
  public String link(Call call, String path) {
    Signer signer = new Signer(keys.current(), call.region().name(), SERVICE);
    URI uri = URI.create(call.endpoint() + path);
    return signer.presign("GET", uri, LINK_LIFETIME, clock.now()).toString();
  }

  private Identified identify(Exchange exchange) throws IOException {
    SignedExchange request = new SignedExchange(exchange);
    Identified who =
        authentication.identify(
            SERVICE,
            Presented.of(request),
            request,
            digest -> exchange.body(MAX_BODY_BYTES).feed(digest),
            clock.now());
    return who instanceof Identified.Caller(Principal principal, Region region)
            && !principal.isRoot()
        ? new Identified.Stranger(
            "AccessDeniedException", "User: " + principal.arn() + " may not see this.")
        : who;
  }
}
