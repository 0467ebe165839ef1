package dev.martlet.wire.codec;

import java.util.Objects;

/** A message that cannot be read; leaves the package as a {@link Rejection}. */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Malformed(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return Objects.requireNonNull(getMessage());
  }
}
