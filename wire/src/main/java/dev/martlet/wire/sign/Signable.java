package dev.martlet.wire.sign;

import org.jspecify.annotations.Nullable;

/** What a signature looks at in a request, its body apart. Everything is as it was on the wire. */
public interface Signable {
  /** In capitals. */
  String method();

  /** The path, percent-encoded as sent. */
  String rawPath();

  /** The query without its question mark, percent-encoded as sent; empty if there is none. */
  String rawQuery();

  /**
   * The values of a header, joined by commas; null if it was not sent. Each character stands for
   * one byte of the wire (ISO 8859-1).
   *
   * @param name in lower case
   */
  @Nullable String header(String name);
}
