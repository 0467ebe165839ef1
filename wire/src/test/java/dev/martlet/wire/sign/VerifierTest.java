package dev.martlet.wire.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.wire.sign.Verification.Reason;
import dev.martlet.wire.sign.Verification.Refused;
import dev.martlet.wire.sign.Verification.Verified;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final Payload NEVER =
      digest -> {
        throw new AssertionError("The body was read");
      };

  private static final KeyRing KEYS =
      (id, token) ->
          id.equals(Vectors.ACCESS_KEY) && token == null
              ? new KeyRing.Known(Credentials.of(id, Vectors.SECRET))
              : new KeyRing.Unknown();

  private final Verifier verifier = new Verifier(KEYS);

  @Test
  void aStrangersBodyIsNotRead() throws IOException {
    Sent request = Vectors.named("get-vanilla").request().authorized("AKIDEXAMPLE", "AKIDOTHER");
    assertThat(verifier.verify(Presented.of(request), request, NEVER, Vectors.SIGNED_AT))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aBodyWithADigestIsReadOnlyIfTheSignatureHolds() throws IOException {
    Sent request = Vectors.named("s3-put").request().authorized("Signature=b", "Signature=c");
    assertThat(verifier.verify(Presented.of(request), request, NEVER, Vectors.SIGNED_AT))
        .isEqualTo(new Refused(Reason.MISMATCH, Verifier.MISMATCH));
  }

  @Test
  void anUnsignedBodyIsNotRead() throws IOException {
    Sent request = Vectors.named("s3-presigned").request();
    assertThat(verifier.verify(Presented.of(request), request, NEVER, Vectors.SIGNED_AT))
        .isInstanceOf(Verified.class);
  }

  @Test
  void aBodyThatBreaksOffIsTheCallersToHandle() throws IOException {
    Sent request = Vectors.named("get-vanilla").request();
    Payload broken =
        digest -> {
          throw new IOException("hung up");
        };
    assertThatThrownBy(
            () -> verifier.verify(Presented.of(request), request, broken, Vectors.SIGNED_AT))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anExpiredTokenIsToldBeforeAnythingIsRead() throws IOException {
    Verifier late = new Verifier((_, _) -> new KeyRing.Expired());
    Sent request = Vectors.named("get-vanilla").request();
    assertThat(late.verify(Presented.of(request), request, NEVER, Vectors.SIGNED_AT))
        .isEqualTo(
            new Refused(
                Reason.EXPIRED_TOKEN, "The security token included in the request is expired"));
  }

  @Test
  void whatIsVerifiedNamesTheScope() throws IOException {
    Sent request = Vectors.named("get-vanilla").request();
    assertThat(verifier.verify(Presented.of(request), request, Payload.EMPTY, Vectors.SIGNED_AT))
        .isEqualTo(
            new Verified(
                Credentials.of(Vectors.ACCESS_KEY, Vectors.SECRET),
                new Scope("20150830", "us-east-1", "service")));
  }

  @Test
  void noGarbageInTheHeaderIsVerifiedOrThrows() throws IOException {
    long seed = 20_150_830;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Sent request = Vectors.named("get-vanilla").request();
    String honest = request.headers().getOrDefault("authorization", "");
    for (int round = 0; round < 20_000; round++) {
      String garbage = mutated(honest, random);
      Sent changed = request.with("authorization", garbage);
      Verification verdict =
          verifier.verify(Presented.of(changed), changed, Payload.EMPTY, Vectors.SIGNED_AT);
      assertThat(verdict instanceof Refused || garbage.length() >= honest.length() - 1)
          .as("seed %s, round %s: %s", seed, round, garbage)
          .isTrue();
      if (verdict instanceof Verified) {
        assertThat(garbage).as("seed %s, round %s", seed, round).contains(signature(honest));
      }
    }
  }

  @Test
  void noGarbageInTheQueryIsVerifiedOrThrows() throws IOException {
    long seed = 604_800;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Sent link = Vectors.named("presigned").request();
    for (int round = 0; round < 20_000; round++) {
      String query = mutated(link.rawQuery(), random);
      Sent changed = new Sent("GET", link.rawPath(), query, link.headers(), "");
      Verification verdict =
          verifier.verify(Presented.of(changed), changed, Payload.EMPTY, Vectors.SIGNED_AT);
      if (verdict instanceof Verified) {
        assertThat(query).as("seed %s, round %s", seed, round).contains(signature(link.rawQuery()));
      }
    }
  }

  @Test
  void signingKeysAreBounded() {
    SigningKeys keys = new SigningKeys();
    for (int day = 0; day < 10 * SigningKeys.LIMIT; day++) {
      Scope scope = new Scope(Integer.toString(10_000_000 + day), "us-east-1", "lambda");
      Credentials credentials = Credentials.of(Vectors.ACCESS_KEY, Vectors.SECRET);
      keys.keep(credentials, scope, SigningKey.derive(Vectors.SECRET, scope));
      assertThat(keys.size()).isLessThanOrEqualTo(SigningKeys.LIMIT);
    }
  }

  @Test
  void aChangedSecretIsNoticedAtOnce() throws IOException {
    Map<String, Credentials> ring = new TreeMap<>();
    ring.put(Vectors.ACCESS_KEY, Credentials.of(Vectors.ACCESS_KEY, Vectors.SECRET));
    Verifier changing =
        new Verifier((id, _) -> new KeyRing.Known(Objects.requireNonNull(ring.get(id))));
    Sent request = Vectors.named("get-vanilla").request();
    assertThat(changing.verify(Presented.of(request), request, Payload.EMPTY, Vectors.SIGNED_AT))
        .isInstanceOf(Verified.class);
    ring.put(Vectors.ACCESS_KEY, Credentials.of(Vectors.ACCESS_KEY, "another"));
    assertThat(changing.verify(Presented.of(request), request, Payload.EMPTY, Vectors.SIGNED_AT))
        .isEqualTo(new Refused(Reason.MISMATCH, Verifier.MISMATCH));
  }

  private static String signature(String text) {
    return text.substring(text.length() - 64);
  }

  /** One to three characters replaced, dropped, doubled or inserted. */
  private static String mutated(String text, RandomGenerator random) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int at = random.nextInt(changed.length());
      char character = (char) random.nextInt(256);
      switch (random.nextInt(4)) {
        case 0 -> changed.setCharAt(at, character);
        case 1 -> changed.deleteCharAt(at);
        case 2 -> changed.insert(at, character);
        default -> changed.setLength(Math.max(4, at));
      }
    }
    return changed.toString();
  }
}
