package dev.martlet.cli.remote;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import java.util.ArrayList;
import java.util.List;

/**
 * An error that the platform answered with.
 *
 * @param operation what was asked for
 * @param status of HTTP
 * @param code what programs switch on, {@code ResourceNotFoundException}
 * @param message for people
 * @param requestId under which the platform's log knows the call; empty if it gave none
 */
public record Refusal(String operation, int status, String code, String message, String requestId) {

  /** The failure to show, with what is known to help. */
  public Failure failure() {
    List<String> remedies = new ArrayList<>(remedies());
    if (!requestId.isEmpty()) {
      remedies.add("(" + code + ", request " + requestId + ")");
    }
    String what = message.isEmpty() ? operation + " was refused: " + code : message;
    return new Failure(Exit.REFUSED, what.replace('\n', ' '), remedies.toArray(String[]::new));
  }

  private List<String> remedies() {
    return switch (code) {
      case "ResourceNotFoundException" -> List.of("What there is: ./martlet functions");
      case "UnrecognizedClientException",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "InvalidClientTokenId",
          "IncompleteSignatureException",
          "MissingAuthenticationTokenException" ->
          signature();
      case "TooManyRequestsException" ->
          List.of("Wait for running invocations to end, and try again.");
      default -> List.of();
    };
  }

  /** One code has several causes, and only the message tells which. */
  private List<String> signature() {
    if (message.contains("valid region")) {
      return List.of();
    }
    if (message.startsWith("Signature expired") || message.startsWith("Signature not yet")) {
      return List.of("The clock of this machine and the platform's differ: set the wrong one.");
    }
    return List.of(
        "The keys do not belong to this platform, or were rotated.",
        "Take up its present ones: eval \"$(./martlet env)\",",
        "with --data DIR behind env where the platform's data directory is not the usual one.");
  }
}
