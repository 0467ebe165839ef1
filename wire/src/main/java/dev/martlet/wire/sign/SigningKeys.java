package dev.martlet.wire.sign;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Signing keys that have verified a request, at most {@value #LIMIT}: deriving one costs five HMACs
 * and a dozen objects, which a busy client would pay for each call.
 *
 * <p>Only verified ones are kept, so that a stranger who guesses scopes displaces nothing.
 */
final class SigningKeys {
  static final int LIMIT = 256;

  private final Map<Credited, SigningKey> known = new ConcurrentHashMap<>();

  /** The secret is part of it: a changed secret finds no old key. */
  private record Credited(String accessKeyId, String secretAccessKey, Scope scope) {
    // Not derived, because each request comes through here: that goes through method handles.
    @Override
    public int hashCode() {
      return 31 * accessKeyId.hashCode() + scope.service().hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Credited that
          && accessKeyId.equals(that.accessKeyId)
          && secretAccessKey.equals(that.secretAccessKey)
          && scope.service().equals(that.scope.service())
          && scope.region().equals(that.scope.region())
          && scope.date().equals(that.scope.date());
    }
  }

  /** The key, if it is known. */
  @Nullable SigningKey find(Credentials credentials, Scope scope) {
    return known.get(credited(credentials, scope));
  }

  void keep(Credentials credentials, Scope scope, SigningKey key) {
    // Scopes change once a day: starting afresh now and then is cheaper than an order of use.
    if (known.size() >= LIMIT) {
      known.clear();
    }
    known.putIfAbsent(credited(credentials, scope), key);
  }

  int size() {
    return known.size();
  }

  private static Credited credited(Credentials credentials, Scope scope) {
    return new Credited(credentials.accessKeyId(), credentials.secretAccessKey(), scope);
  }
}
