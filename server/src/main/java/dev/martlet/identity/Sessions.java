package dev.martlet.identity;

import dev.martlet.model.Clock;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Principal;
import dev.martlet.model.RoleCredentials;
import dev.martlet.wire.sign.Credentials;
import dev.martlet.wire.sign.KeyRing;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Temporary credentials that nobody has to remember: the token is a {@link Session} under a seal,
 * and its secret is derived from the same words. The key of both is made at each start and kept in
 * memory alone, because no environment outlives the process: what a former process, another
 * platform or a copy of the data directory has to show is worth nothing here.
 *
 * <p>Safe for all threads.
 */
final class Sessions implements RoleCredentials {
  /** Ours have a third of it; AWS asks clients to allow for as much. */
  static final int LONGEST_TOKEN = 2048;

  private static final int SEAL_BYTES = 32;
  private static final int SECRET_BYTES = 30;
  private static final Base64.Encoder TOKENS = Base64.getUrlEncoder().withoutPadding();

  private final Clock clock;
  private final RandomGenerator random;
  private final Seal seals;
  private final Seal secrets;

  /**
   * @param random must be unpredictable
   */
  Sessions(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
    this.seals = Seal.fresh(random);
    this.secrets = Seal.fresh(random);
  }

  @Override
  public Temporary of(FunctionVersion function) {
    Session session =
        Session.of(function, AccessKeyIds.fresh("ASIA", random), clock.now().plus(LIFE));
    byte[] words = session.encode();
    byte[] token = Arrays.copyOf(seals.over(words), SEAL_BYTES + words.length);
    System.arraycopy(words, 0, token, SEAL_BYTES, words.length);
    return new Temporary(session.accessKeyId(), secret(words), TOKENS.encodeToString(token));
  }

  private String secret(byte[] words) {
    return Base64.getEncoder().encodeToString(Arrays.copyOf(secrets.over(words), SECRET_BYTES));
  }

  KeyRing.Finding find(String accessKeyId, String token) {
    Optional<Session> session = read(token).filter(of -> of.accessKeyId().equals(accessKeyId));
    if (session.isEmpty()) {
      return new KeyRing.Unknown();
    }
    if (!clock.now().isBefore(session.get().expiry())) {
      return new KeyRing.Expired();
    }
    String secret = secret(session.get().encode());
    return new KeyRing.Known(new Credentials(accessKeyId, secret, token));
  }

  /** Whose credentials these are, which {@link #find} has found. */
  Principal owner(String token) {
    return read(token)
        .map(Session::principal)
        .orElseThrow(() -> new IllegalArgumentException("Not a token of ours"));
  }

  private Optional<Session> read(String token) {
    if (token.length() > LONGEST_TOKEN) {
      return Optional.empty();
    }
    byte[] sealed = decoded(token);
    if (sealed.length <= SEAL_BYTES) {
      return Optional.empty();
    }
    byte[] words = Arrays.copyOfRange(sealed, SEAL_BYTES, sealed.length);
    byte[] seal = Arrays.copyOf(sealed, SEAL_BYTES);
    return MessageDigest.isEqual(seal, seals.over(words))
        ? Optional.of(Session.decode(words))
        : Optional.empty();
  }

  private static byte[] decoded(String token) {
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException garbage) {
      return new byte[0];
    }
  }
}
