package dev.martlet.wire.sign;

import org.jspecify.annotations.Nullable;

/** The credentials that are accepted now. Asked for every request by any thread: must be quick. */
@FunctionalInterface
public interface KeyRing {
  /** The credentials with that id, or null if nobody has it. */
  @Nullable Credentials find(String accessKeyId);
}
