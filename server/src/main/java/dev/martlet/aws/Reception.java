package dev.martlet.aws;

import dev.martlet.wire.codec.Router;
import dev.martlet.wire.sign.Presented;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the service and the operation that a request is for: by the service it is signed for, else
 * by {@code X-Amz-Target}, else by its path.
 */
final class Reception {
  private final List<Desk> desks;

  Reception(List<Desk> desks) {
    this.desks = List.copyOf(desks);
    if (this.desks.isEmpty()) {
      throw new IllegalArgumentException("There is at least one service");
    }
  }

  /** Where a request leads. */
  sealed interface Destination {
    /** Whose protocol answers. */
    Desk desk();

    /** To an operation that the service models. */
    record Modelled(Desk desk, Router.Match match) implements Destination {}

    /** To nothing: an error of that code. */
    record Nowhere(Desk desk, String code, String message) implements Destination {}

    /** To a service that there is not, and whose clients read XML. */
    record Foreign(Desk desk, String code, String message) implements Destination {}
  }

  Destination find(SignedExchange request, Presented presented) {
    String signedFor =
        presented instanceof Presented.Signature signature ? signature.scope().service() : null;
    if (signedFor != null) {
      for (Desk desk : desks) {
        if (desk.service().signingName().equals(signedFor)) {
          return at(desk, request);
        }
      }
    }
    Destination place = place(request);
    return place == null ? nowhere(signedFor, request) : place;
  }

  private static Destination at(Desk desk, SignedExchange request) {
    Router.Match match = desk.match(request);
    return match == null
        ? new Destination.Nowhere(
            desk,
            "UnknownOperationException",
            desk.service().name() + " has no operation " + asked(request) + ".")
        : new Destination.Modelled(desk, match);
  }

  private @Nullable Destination place(SignedExchange request) {
    String target = request.header("x-amz-target");
    for (Desk desk : desks) {
      Router.Match match = desk.match(request);
      if (match != null) {
        return new Destination.Modelled(desk, match);
      }
      if (target != null && desk.isTarget(target)) {
        return at(desk, request);
      }
    }
    return null;
  }

  private Destination nowhere(@Nullable String signedFor, SignedExchange request) {
    Desk desk = speaking(request);
    if (signedFor == null) {
      return new Destination.Nowhere(
          desk, "UnknownOperationException", "No service has an operation " + asked(request) + ".");
    }
    String served =
        desks.stream().map(each -> each.service().signingName()).collect(Collectors.joining(", "));
    String code = "NotImplementedException";
    String message =
        "Martlet does not implement the service '" + signedFor + "'. It has: " + served + ".";
    return XmlError.expectedBy(request, signedFor)
        ? new Destination.Foreign(desk, code, message)
        : new Destination.Nowhere(desk, code, message);
  }

  /** Clients that name a target look for an error's code in its body, the others in its header. */
  private Desk speaking(SignedExchange request) {
    boolean targets = request.header("x-amz-target") != null;
    return desks.stream()
        .filter(desk -> (desk.service().targetPrefix() != null) == targets)
        .findFirst()
        .orElseGet(desks::getFirst);
  }

  /** What was asked for, in the words of the protocol. */
  private static String asked(SignedExchange request) {
    String target = request.header("x-amz-target");
    return target == null ? request.method() + " " + request.rawPath() : target;
  }
}
