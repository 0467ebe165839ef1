package dev.martlet.aws;

/**
 * How long the request of an operation may be.
 *
 * @param bytes the longest body
 * @param operation its name in AWS's message
 */
record BodyLimit(int bytes, String operation) {
  /** AWS's bound on a synchronous event; also ours on whatever has none of its own. */
  private static final int USUAL = 6 * 1024 * 1024;

  /** AWS's bound on requests that carry an archive: 50 MB in base64, and what stands beside it. */
  private static final int WITH_ARCHIVE = 70_167_211;

  static BodyLimit of(String operation) {
    return switch (operation) {
      case "Invoke" -> new BodyLimit(USUAL, "InvokeFunction");
      case "CreateFunction", "UpdateFunctionCode", "PublishLayerVersion" ->
          new BodyLimit(WITH_ARCHIVE, operation);
      default -> new BodyLimit(USUAL, operation);
    };
  }

  String message() {
    return "Request must be smaller than %d bytes for the %s operation".formatted(bytes, operation);
  }
}
