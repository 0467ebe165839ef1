package dev.martlet.code;

import dev.martlet.model.ByteSize;

/** What came of looking through an archive. */
public sealed interface Verdict {
  /**
   * Everything in it can be unpacked.
   *
   * @param unpacked the sum of its files
   */
  record Accepted(ByteSize unpacked) implements Verdict {}

  /** It is refused; {@code message} is for the caller, in AWS's words where AWS has some. */
  record Rejected(String message) implements Verdict {}
}
