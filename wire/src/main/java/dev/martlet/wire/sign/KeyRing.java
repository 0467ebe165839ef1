package dev.martlet.wire.sign;

import org.jspecify.annotations.Nullable;

/** The credentials that are accepted now. Asked for every request by any thread: must be quick. */
@FunctionalInterface
public interface KeyRing {
  /**
   * Looks for credentials.
   *
   * @param sessionToken what was sent beside the id: nothing for long-lived credentials. Both are
   *     anything that a stranger may send.
   */
  Finding find(String accessKeyId, @Nullable String sessionToken);

  /** What was found. */
  sealed interface Finding {}

  /** These have that id and that token. */
  record Known(Credentials credentials) implements Finding {}

  /** Nobody has that id, or its token is another. */
  record Unknown() implements Finding {}

  /** They were valid, and are not any more. */
  record Expired() implements Finding {}
}
