package dev.martlet.identity;

import dev.martlet.wire.sign.Credentials;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The account's valid keys.
 *
 * @param previous the pair before the current one, valid until it is dropped
 */
record KeyPairs(Credentials current, Optional<Credentials> previous) {
  @Nullable Credentials find(String accessKeyId) {
    if (current.accessKeyId().equals(accessKeyId)) {
      return current;
    }
    return previous.filter(pair -> pair.accessKeyId().equals(accessKeyId)).orElse(null);
  }
}
