package dev.martlet.functions;

/** Hands out functions' archives to whoever holds a signed link. */
final class CodeDownload {
  static final String PREFIX = "/_martlet/code/";

  private CodeDownload() {}

  /** Where the archive of the wanted release lies: {@code …/REGION/NAME/DIGEST.zip}. */
  static String path(Function function) {
    return PREFIX
        + function.arn().region()
        + "/"
        + function.arn().name()
        + "/"
        + function.wanted().code().digest()
        + ".zip";
  }
}
